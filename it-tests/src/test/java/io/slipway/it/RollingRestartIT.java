package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two containers behind nginx, restarted one after the other by SIGTERM while clients ask. Nginx
 * keeps connections to them, and asks the other one where one has closed or refuses a connection,
 * as it does by default for requests that may be repeated. Not run where there is no nginx.
 */
class RollingRestartIT {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  @TempDir Path folder;

  /**
   * Of those that a system gives to no connection by itself: the container that is stopped finds
   * its port free again.
   */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // then another one
      }
    }
  }

  private SlipwayProcess container(int port) throws Exception {
    SlipwayProcess process =
        SlipwayProcess.started(
            "run",
            folder.resolve("app").toString(),
            "--port",
            Integer.toString(port),
            "--set",
            "server.shutdown-delay=500ms");
    process.uri();
    return process;
  }

  private Process nginx(int port, int first, int second) throws Exception {
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(
        conf,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          upstream slipway {
            server 127.0.0.1:%3$d max_fails=0;
            server 127.0.0.1:%4$d max_fails=0;
            keepalive 8;
          }
          server {
            listen 127.0.0.1:%2$d;
            location / {
              proxy_pass http://slipway;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }
        }
        """
            .formatted(folder, port, first, second));
    Process process =
        new ProcessBuilder(
                NGINX.toString(),
                "-e",
                folder.resolve("error.log").toString(),
                "-c",
                conf.toString())
            .inheritIO()
            .start();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return process;
      } catch (IOException notYet) {
        assertThat(process.isAlive()).as("nginx runs").isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  @Test
  void clientsOfAProxySeeOnlyWholeAnswers() throws Exception {
    assumeTrue(Files.isExecutable(NGINX), "there is no nginx");
    String text = "whole ".repeat(1000);
    WebappFolder.at(folder.resolve("app")).file("a.txt", text);
    int[] ports = {freePort(), freePort()};
    int front = freePort();
    SlipwayProcess[] containers = {container(ports[0]), container(ports[1])};
    Process nginx = nginx(front, ports[0], ports[1]);
    AtomicBoolean run = new AtomicBoolean(true);
    Semaphore answers = new Semaphore(0);
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + "/a.txt")).build();
    try {
      for (int i = 0; i < 4; i++) {
        Thread client =
            new Thread(
                () -> {
                  while (run.get()) {
                    try {
                      HttpResponse<String> answer =
                          http.send(request, HttpResponse.BodyHandlers.ofString());
                      if (answer.statusCode() != 200 || !answer.body().equals(text)) {
                        failures.add(answer.toString());
                      }
                      answers.release();
                    } catch (IOException | InterruptedException e) {
                      failures.add(e.toString());
                    }
                  }
                });
        client.start();
        clients.add(client);
      }
      for (int i = 0; i < containers.length; i++) {
        answers.drainPermits();
        assertThat(answers.tryAcquire(200, 20, TimeUnit.SECONDS)).isTrue();
        containers[i].terminate();
        assertThat(containers[i].exitCode()).isEqualTo(143);
        containers[i] = container(ports[i]);
      }
    } finally {
      run.set(false);
      for (Thread client : clients) {
        client.join();
      }
      nginx.destroy();
      nginx.waitFor(20, TimeUnit.SECONDS);
      for (SlipwayProcess container : containers) {
        container.close();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(answers.availablePermits()).isPositive();
  }
}
