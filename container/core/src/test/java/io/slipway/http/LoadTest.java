package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.threads.HotPool;
import io.slipway.threads.ThreadStrategies;
import io.slipway.wire.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No request is forgotten: quick servlets, servlets that block and clients that go away, all at
 * once. Every answer is looked at; one that does not come within 20 seconds fails. {@code
 * -Dslipway.load=10000000} sets the number of requests.
 */
class LoadTest {
  private static final int REQUESTS = Integer.getInteger("slipway.load", 20_000);
  private static final int CLIENTS = 32;
  private static final String PAGE = "<p>a page in pieces \u00e4\u20ac</p>";

  static Stream<Supplier<ThreadStrategy>> strategies() {
    return ThreadStrategies.inlineAvailable()
        ? Stream.of(HotPool::new, ThreadStrategies::best)
        : Stream.of(HotPool::new);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void everyRequestIsAnswered(Supplier<ThreadStrategy> strategy) throws Exception {
    AtomicInteger left = new AtomicInteger(REQUESTS);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService clients = Executors.newCachedThreadPool();
    try (HttpHarness web = new HttpHarness(strategy.get())) {
      // which would be noted millions of times
      web.requestListener = false;
      serve(web);
      Future<Integer> leaving = clients.submit(() -> leave(web, over));
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int first = i;
        results.add(clients.submit(() -> ask(web, first, left)));
      }
      int answered = 0;
      for (Future<Integer> result : results) {
        answered += result.get();
      }
      over.set(true);
      assertThat(answered).isEqualTo(REQUESTS);
      assertThat(leaving.get(20, TimeUnit.SECONDS)).isPositive();
    } finally {
      over.set(true);
      clients.shutdownNow();
    }
  }

  private static void serve(HttpHarness web) {
    web.serve("/quick", (request, response) -> response.getWriter().print("quick"))
        .serve(
            "/blocks",
            (request, response) -> {
              LockSupport.parkNanos(500_000);
              response.getWriter().print("blocks");
            })
        .serve(
            "/page",
            (request, response) -> {
              response.setCharacterEncoding("UTF-8");
              PrintWriter writer = response.getWriter();
              for (int i = 0; i < 2000; i++) {
                writer.print(PAGE);
              }
            })
        .serve(
            "/echo",
            (request, response) ->
                response.getOutputStream().write(request.getInputStream().readAllBytes()))
        .start();
  }

  /** Mostly quick, as loads are. */
  private static int ask(HttpHarness web, int first, AtomicInteger left) throws IOException {
    int answered = 0;
    try (Client client = new Client(web)) {
      for (int i = first; left.getAndDecrement() > 0; i++) {
        switch (i % 64) {
          case 7 -> client.get("/page", PAGE.repeat(2000));
          case 13, 42 -> client.get("/blocks", "blocks");
          case 21 -> client.post("/echo", "a body");
          default -> client.get("/quick", "quick");
        }
        answered++;
      }
    }
    return answered;
  }

  /** Clients that go away before the answer, within it, or within what they ask. */
  private static int leave(HttpHarness web, AtomicBoolean over) throws IOException {
    List<String> begun =
        List.of(
            "GET /page HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3),
            "GET /blocks HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
            "GET /quick HTTP/1.1\r\nHo");
    int gone = 0;
    do {
      try (Socket socket = web.connect()) {
        socket
            .getOutputStream()
            .write(begun.get(gone % begun.size()).getBytes(StandardCharsets.US_ASCII));
        socket.setSoLinger(true, 0);
      }
      gone++;
      LockSupport.parkNanos(2_000_000);
    } while (!over.get());
    return gone;
  }

  /** One connection that asks and waits. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Client(HttpHarness web) throws IOException {
      socket = web.connect();
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
    }

    void get(String path, String body) throws IOException {
      exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", path, body);
    }

    void post(String path, String body) throws IOException {
      exchange(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body,
          path,
          body);
    }

    private void exchange(String request, String path, String body) throws IOException {
      Wire.send(socket, request);
      String status = line();
      int length = -1;
      for (String field = line(); !field.isEmpty(); field = line()) {
        if (field.startsWith("Content-Length: ")) {
          length = Integer.parseInt(field.substring("Content-Length: ".length()));
        }
      }
      String answer = length >= 0 ? text(length) : chunks();
      if (!status.equals("HTTP/1.1 200 OK") || !answer.equals(body)) {
        throw new AssertionError(path + ": " + status + ", " + answer.length() + " characters");
      }
    }

    private String text(int length) throws IOException {
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    private String chunks() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        byte[] chunk = new byte[size];
        in.readFully(chunk);
        all.writeBytes(chunk);
        line();
      }
      line();
      return all.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
        if (b != '\r') {
          line.append((char) b);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
