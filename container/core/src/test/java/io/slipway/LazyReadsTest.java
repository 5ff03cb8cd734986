package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.threads.HotPool;
import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections on which data comes while nobody wants it. With worker threads, which is where reads
 * are suspended for longer.
 */
@Timeout(60)
class LazyReadsTest {
  private final Semaphore entered = new Semaphore(0);
  private final Semaphore released = new Semaphore(0);

  @ParameterizedTest
  @ValueSource(strings = {"/wait", "/async"})
  void aRequestThatComesWhileAnotherRunsIsAnsweredAfterIt(String path) throws Exception {
    try (Slipway slipway = start();
        Client client = new Client(slipway.port())) {
      for (int i = 0; i < 200; i++) {
        client.send(path + "?" + i);
        assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        client.send("/quick?" + i);
        if (i % 2 == 0) {
          // so that the IO thread finds the connection readable first
          Thread.yield();
        }
        released.release();
        assertThat(client.answer()).isEqualTo(path + "?" + i);
        assertThat(client.answer()).isEqualTo("/quick?" + i);
      }
    }
  }

  @Test
  void noRequestIsForgottenOnConnectionsThatNeverPause() throws Exception {
    try (Slipway slipway = start()) {
      List<Thread> threads = new ArrayList<>();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      for (int t = 0; t < 8; t++) {
        Thread thread =
            new Thread(
                () -> {
                  try (Client client = new Client(slipway.port())) {
                    for (int i = 0; i < 3_000; i++) {
                      client.send("/quick?" + i);
                      if (i % 3 == 0) {
                        client.send("/quick?again" + i);
                        assertThat(client.answer()).isEqualTo("/quick?" + i);
                        assertThat(client.answer()).isEqualTo("/quick?again" + i);
                      } else {
                        assertThat(client.answer()).isEqualTo("/quick?" + i);
                      }
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  void aBodyThatComesInPiecesIsRead() throws Exception {
    try (Slipway slipway = start();
        Client client = new Client(slipway.port())) {
      for (int i = 0; i < 50; i++) {
        client.write("POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
        assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        client.write("56789");
        assertThat(client.answer()).isEqualTo("0123456789");
      }
    }
  }

  private Slipway start() {
    HttpServlet servlet =
        Probe.servlet(
            (request, response) -> {
              switch (request.getRequestURI()) {
                case "/body" -> {
                  entered.release();
                  response.getOutputStream().write(request.getInputStream().readAllBytes());
                }
                case "/wait" -> {
                  entered.release();
                  released.acquireUninterruptibly();
                  echo(request, response);
                }
                case "/async" -> {
                  AsyncContext async = request.startAsync();
                  async.start(
                      () -> {
                        entered.release();
                        released.acquireUninterruptibly();
                        try {
                          echo(request, response);
                        } catch (IOException e) {
                          throw new UncheckedIOException(e);
                        }
                        async.complete();
                      });
                }
                default -> echo(request, response);
              }
            });
    return Slipway.builder()
        .port(0)
        .threads(new HotPool())
        .webapp("", webapp -> webapp.servlet("probe", servlet, "/*"))
        .start();
  }

  private static void echo(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getOutputStream().print(request.getRequestURI() + "?" + request.getQueryString());
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    void send(String path) throws IOException {
      write("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    void write(String text) throws IOException {
      Wire.send(socket, text);
    }

    String answer() throws IOException {
      int length = -1;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).trim());
        }
      }
      char[] body = new char[length];
      int read = 0;
      while (read < length) {
        read += in.read(body, read, length - read);
      }
      return new String(body);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
