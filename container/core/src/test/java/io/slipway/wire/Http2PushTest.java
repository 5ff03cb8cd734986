package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.Slipway;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is pushed to clients that do not want it, or not so much of it: RFC 9113, 8.4. */
@Timeout(60)
class Http2PushTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();

  private final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getServletPath()) {
        case "/page" -> {
          push(request, 1, "/style");
          response.getWriter().print("page");
        }
        case "/storm" -> push(request, 1_000, "/large");
        case "/waiters" -> push(request, 1_000, "/wait");
        case "/late" -> {
          PushBuilder builder = request.newPushBuilder();
          await();
          builder.path("/style").push();
          response.getWriter().print("page");
        }
        case "/behind" -> {
          PushBuilder builder = request.newPushBuilder();
          response.getWriter().print("page");
          response.getWriter().close();
          builder.path("/style").push();
        }
        case "/bad" -> {
          request.newPushBuilder().path("/style").queryString("a=%").push();
          response.getWriter().print("page");
        }
        case "/wait" -> {
          running.incrementAndGet();
          await();
          running.decrementAndGet();
        }
        case "/large" -> response.getOutputStream().write(new byte[100_000]);
        default -> response.getWriter().print("style");
      }
    }

    private void push(HttpServletRequest request, int count, String path) {
      PushBuilder builder = request.newPushBuilder();
      for (int i = 0; builder != null && i < count; i++) {
        builder.path(path).push();
      }
    }

    private void await() throws IOException {
      entered.countDown();
      try {
        release.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private Slipway serve(LimitOptions limits) {
    return Http2Server.start(
        limits,
        w ->
            w.servlet(
                "pages",
                new Pages(),
                "/page",
                "/storm",
                "/waiters",
                "/late",
                "/behind",
                "/bad",
                "/wait",
                "/large",
                "/style"));
  }

  private Slipway serve() {
    return serve(LimitOptions.DEFAULT);
  }

  /** What comes until both a request and this many pushed streams have ended. */
  private static List<Frame> awaitEnds(Http2Client client, int stream, int pushed)
      throws IOException {
    List<Frame> frames = new ArrayList<>();
    int ends = 0;
    while (ends < 1 + pushed) {
      Frame frame = client.next();
      assertThat(frame).isNotNull();
      assertThat(frame.type()).isNotEqualTo(Http2Client.GOAWAY);
      frames.add(frame);
      if (frame.isLast() && (frame.stream() == stream || frame.stream() % 2 == 0)) {
        ends++;
      }
    }
    return frames;
  }

  private static long count(List<Frame> frames, int type) {
    return frames.stream().filter(frame -> frame.type() == type).count();
  }

  /** What has come until a PING is answered. */
  private static List<Frame> soFar(Http2Client client) throws IOException {
    client.frame(Http2Client.PING, 0, 0, new byte[8]).send();
    List<Frame> frames = new ArrayList<>();
    Frame frame = client.next();
    while (frame != null && frame.type() != Http2Client.PING) {
      frames.add(frame);
      frame = client.next();
    }
    return frames;
  }

  /** RFC 9113, 5.1.2: at once, however many there have been. */
  @Test
  void aPushThatHasEndedMakesRoomForTheNext() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client =
            new Http2Client(slipway.port(), Http2Client.MAX_CONCURRENT_STREAMS, 2)) {
      for (int stream = 1; stream < 40; stream += 2) {
        client.get(stream, "/page").send();
        assertThat(count(awaitEnds(client, stream, 1), Http2Client.PUSH_PROMISE))
            .as("%d", stream)
            .isOne();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void noMoreArePushedThanTheClientTakes(int max) throws IOException {
    try (Slipway slipway = serve();
        Http2Client client =
            new Http2Client(slipway.port(), Http2Client.MAX_CONCURRENT_STREAMS, max)) {
      client.get(1, "/waiters").send();
      assertThat(count(awaitEnds(client, 1, 0), Http2Client.PUSH_PROMISE)).isEqualTo(max);
      release.countDown();
    }
  }

  /** A client that sets no bound, and takes nothing. */
  @Test
  void noMoreArePushedThanAClientMayAskFor() throws IOException {
    try (Slipway slipway = serve(Http2Server.streams(10));
        Http2Client client = new Http2Client(slipway.port(), Http2Client.INITIAL_WINDOW_SIZE, 0)) {
      int promised = 0;
      for (int stream = 1; stream < 10; stream += 2) {
        client.get(stream, "/storm").send();
        promised += (int) count(awaitEnds(client, stream, 0), Http2Client.PUSH_PROMISE);
      }
      assertThat(promised).isEqualTo(10);
    }
  }

  /** As a stream that the client has opened. */
  @Test
  void aPushThatWasResetCountsUntilItsRequestHasEnded() throws IOException {
    try (Slipway slipway = serve(Http2Server.streams(5));
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/waiters").send();
      assertThat(count(awaitEnds(client, 1, 0), Http2Client.PUSH_PROMISE)).isEqualTo(5);
      for (int pushed = 2; pushed <= 10; pushed += 2) {
        client.reset(pushed);
      }
      client.get(3, "/waiters").send();
      assertThat(count(awaitEnds(client, 3, 0), Http2Client.PUSH_PROMISE)).isZero();
      Await.await(() -> running.get() == 5);
      release.countDown();
      Await.await(() -> running.get() == 0);
    }
  }

  @Test
  void pushesThatAreResetAsSoonAsTheyComeEndTheConnection() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      Frame frame = null;
      int stream = 1;
      do {
        client.get(stream, "/page").send();
        do {
          frame = client.next();
          if (frame != null && frame.type() == Http2Client.PUSH_PROMISE) {
            client.reset(2 + stream - 1).send();
          }
        } while (frame != null
            && frame.type() != Http2Client.GOAWAY
            && !(frame.stream() == stream && frame.isLast()));
        stream += 2;
      } while (frame != null && frame.type() != Http2Client.GOAWAY && stream < 1_000);
      assertThat(frame == null || frame.type() == Http2Client.GOAWAY).isTrue();
    }
  }

  @Test
  void nothingIsPushedOnceTheClientTakesNoPushes() throws Exception {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/late").send();
      entered.await();
      client.frame(
          Http2Client.SETTINGS, 0, 0, (byte) 0, (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
      soFar(client);
      release.countDown();
      assertThat(count(awaitEnds(client, 1, 0), Http2Client.PUSH_PROMISE)).isZero();
      client.get(3, "/page").send();
      assertThat(count(awaitEnds(client, 3, 0), Http2Client.PUSH_PROMISE)).isZero();
    }
  }

  /** RFC 9113, 6.6: only while the request's own stream is open. */
  @Test
  void nothingIsPushedBehindTheEndOfTheResponse() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      for (int stream = 1; stream < 100; stream += 2) {
        client.get(stream, "/behind").send();
        awaitEnds(client, stream, 0);
        assertThat(count(soFar(client), Http2Client.PUSH_PROMISE)).isZero();
      }
    }
  }

  @Test
  void nothingIsPushedOnAStreamThatWasReset() throws Exception {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/late").send();
      entered.await();
      client.reset(1);
      soFar(client);
      release.countDown();
      client.get(3, "/style").send();
      assertThat(count(awaitEnds(client, 3, 0), Http2Client.PUSH_PROMISE)).isZero();
      assertThat(count(soFar(client), Http2Client.PUSH_PROMISE)).isZero();
    }
  }

  @Test
  void aPushWaitsForItsWindow() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port(), Http2Client.INITIAL_WINDOW_SIZE, 0)) {
      client.get(1, "/page").send();
      assertThat(client.next(2).type()).isEqualTo(Http2Client.HEADERS);
      assertThat(count(soFar(client), Http2Client.DATA)).isZero();
      client
          .frame(Http2Client.WINDOW_UPDATE, 0, 2, (byte) 0, (byte) 0, (byte) 0, (byte) 100)
          .send();
      Frame data = client.next(2);
      assertThat(new String(data.payload(), StandardCharsets.US_ASCII)).isEqualTo("style");
    }
  }

  @Test
  void aPushThatIsNotTakenIsReset() throws IOException {
    try (Slipway slipway =
            serve(LimitOptions.DEFAULT.withBodies(new BodyLimits(-1, 30_000, 300, 500)));
        Http2Client client =
            new Http2Client(
                slipway.port(),
                Http2Client.INITIAL_WINDOW_SIZE,
                0,
                Http2Client.MAX_CONCURRENT_STREAMS,
                1)) {
      client.get(1, "/storm").send();
      assertThat(client.next(2, Http2Client.HEADERS).type()).isEqualTo(Http2Client.RST_STREAM);
      // once its request has ended, a moment later
      long promised = 0;
      for (int stream = 3; promised == 0; stream += 2) {
        client.get(stream, "/storm").send();
        promised = count(awaitEnds(client, stream, 0), Http2Client.PUSH_PROMISE);
      }
      assertThat(promised).isOne();
    }
  }

  /** While something is pushed the connection is not idle. */
  @Test
  void aContainerThatEndsSendsWhatIsPushed() throws Exception {
    Slipway slipway = serve();
    try (Http2Client client =
        new Http2Client(slipway.port(), Http2Client.MAX_CONCURRENT_STREAMS, 1)) {
      client.get(1, "/waiters").send();
      awaitEnds(client, 1, 0);
      entered.await();
      Thread closing = new Thread(slipway::close);
      closing.start();
      Await.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
      assertThat(count(soFar(client), Http2Client.GOAWAY)).isZero();
      release.countDown();
      assertThat(client.next(2).isLast()).isTrue();
      closing.join();
    } finally {
      slipway.close();
    }
  }

  @Test
  void aTargetThatCannotBeReadMakesRoomForTheNext() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client =
            new Http2Client(slipway.port(), Http2Client.MAX_CONCURRENT_STREAMS, 1)) {
      for (int stream = 1; stream < 10; stream += 2) {
        client.get(stream, "/bad").send();
        assertThat(count(awaitEnds(client, stream, 1), Http2Client.PUSH_PROMISE)).isOne();
      }
    }
  }
}
