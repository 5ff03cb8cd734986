package io.slipway.threads;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Wire;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that make more servlets wait than the pool has threads that work. */
@Timeout(60)
class WaitingClientsTest {
  private static final int THREADS = 50;
  private static final int UPLOADS = 400;

  /** Each takes some megabytes of the system's buffers. */
  private static final int DOWNLOADS = 60;

  private static final int PARTS = 100;

  @TempDir Path folder;
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger writing = new AtomicInteger();
  private final List<Socket> uploads = new ArrayList<>();
  private final List<Socket> downloads = new ArrayList<>();
  private Slipway slipway;

  private final class Upload extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      reading.incrementAndGet();
      response.getOutputStream().print(request.getInputStream().readAllBytes().length);
    }
  }

  private final class Download extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      writing.incrementAndGet();
      byte[] part = new byte[64 * 1024];
      for (int i = 0; i < PARTS; i++) {
        response.getOutputStream().write(part);
      }
    }
  }

  private static final class Quick extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("quick");
    }
  }

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("file.txt"), "static");
    slipway =
        Slipway.builder()
            .port(0)
            .threads(new HotPool(THREADS, 1_000))
            .webapp(
                "/",
                app ->
                    app.folder(folder)
                        .servlet("upload", new Upload(), "/upload")
                        .servlet("download", new Download(), "/download")
                        .servlet("quick", new Quick(), "/quick"))
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : uploads) {
      socket.close();
    }
    for (Socket socket : downloads) {
      socket.close();
    }
    slipway.close();
  }

  @Test
  void servletsAndFilesAreServedWhileHundredsOfClientsAreWaitedFor() throws IOException {
    for (int i = 0; i < UPLOADS; i++) {
      Socket socket = Wire.connect(slipway.port());
      uploads.add(socket);
      Wire.send(
          socket,
          "POST /upload HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc");
    }
    for (int i = 0; i < DOWNLOADS; i++) {
      Socket socket = new Socket();
      downloads.add(socket);
      socket.setReceiveBufferSize(4 * 1024);
      socket.connect(new InetSocketAddress("127.0.0.1", slipway.port()));
      Wire.send(socket, "GET /download HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }
    await("all uploads to be read", () -> reading.get() == UPLOADS);
    await("all downloads to be written", () -> writing.get() == DOWNLOADS);

    assertThat(get("/quick")).startsWith("HTTP/1.1 200 ").endsWith("quick");
    assertThat(get("/file.txt")).startsWith("HTTP/1.1 200 ").endsWith("static");

    for (Socket socket : uploads) {
      Wire.send(socket, "defghij");
    }
    for (Socket socket : uploads) {
      assertThat(Wire.all(socket)).startsWith("HTTP/1.1 200 ").endsWith("10");
    }
    Socket slow = downloads.get(DOWNLOADS - 1);
    slow.setSoTimeout(20_000);
    slow.setReceiveBufferSize(1 << 20);
    assertThat(Wire.all(slow).length()).isGreaterThan(PARTS * 64 * 1024);
  }

  private String get(String path) throws IOException {
    return Wire.talk(
        Wire.connect(slipway.port()),
        "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }
}
