package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.Option;
import org.xnio.OptionMap;

class ServerStagesTest {
  @TempDir Path folder;

  /** At midnight what was logged is in another file than the one that is read. */
  private boolean rotate;

  private String format = "combined";

  private List<String> logged(PipelineOptions options, String line, String... fields)
      throws Exception {
    Path file = folder.resolve("logs/access.log");
    AccessLogOptions log = new AccessLogOptions(true, format, file, rotate, 100);
    try (ServerStages stages =
        Pipeline.serverStages(
            options.withAccessLog(log),
            exchange -> {
              exchange.putAttachment(HttpServerExchange.REMOTE_USER, "ann");
              exchange.getResponseHeaders().put(new HttpString("Content-Type"), "text/plain");
              exchange.getResponseSender().send("hello");
            })) {
      try (Wire wire = Wire.serve(stages.first())) {
        wire.ask(line, fields);
      }
    }
    return Files.readAllLines(file);
  }

  @Test
  void theAccessLogIsNcsaCombined() throws Exception {
    assertThat(
            logged(PipelineOptions.DEFAULT, "GET /a?b=c", "Referer: http://r/", "User-Agent: test"))
        .singleElement()
        .asString()
        .matches(
            "127\\.0\\.0\\.1 - ann \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \"GET /a\\?b=c HTTP/1\\.1\" 200 5 \"http://r/\" \"test\"");
  }

  @Test
  void whatTheClientSentCannotForgeALine() throws Exception {
    assertThat(logged(PipelineOptions.DEFAULT, "GET /", "User-Agent: a\"b\\c\u0085d"))
        .singleElement()
        .asString()
        .endsWith("\"a\\\"b\\\\c\\x85d\"");
  }

  @Test
  void aPatternIsOfTheCodesOfApacheAndTomcat() throws Exception {
    format =
        "%a %h %l %u \"%r\" %>s %s %b %B %m %U %q %H %{X-A}i %{x-none}i %{Content-Type}o %{k}c %{yyyy}t %D %T 100%% %s";
    assertThat(logged(PipelineOptions.DEFAULT, "GET /a?b=c", "X-A: a b", "Cookie: k=v"))
        .singleElement()
        .asString()
        .matches(
            "127\\.0\\.0\\.1 127\\.0\\.0\\.1 - ann \"GET /a\\?b=c HTTP/1\\.1\" 200 200 5 5 GET /a \\?b=c HTTP/1\\.1 a b - text/plain v \\d{4} [1-9]\\d* \\d+\\.\\d+ 100% 200");
  }

  @Test
  void whatTheClientSentEndsNoQuotesOfAPattern() throws Exception {
    format = "\"%{User-Agent}i\" \"%{i,X-A}\"";
    assertThat(logged(PipelineOptions.DEFAULT, "GET /", "User-Agent: a\" \"b", "X-A: c\\"))
        .containsExactly("\"a\\\" \\\"b\" \"c\\\\\"");
  }

  @ParameterizedTest
  @CsvSource({
    "combind, must be",
    "%a %Z, %Z",
    "%{a}Z, %{a}Z",
    "%{a, %{a",
    "%, %",
  })
  void aPatternWithAMistakeIsRefused(String pattern, String named) {
    assertThatThrownBy(() -> new AccessLogOptions(false, pattern, null, true, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("access-log.format ")
        .hasMessageContaining(named);
  }

  /** C1 controls over HTTP; the others may be in the name of a user. */
  @Test
  void whatEndsALineForSomeIsEscaped() throws Exception {
    assertThat(logged(PipelineOptions.DEFAULT, "GET /", "User-Agent: \u0080\u009f\u00a0~"))
        .singleElement()
        .asString()
        .endsWith("\"\\x80\\x9f\u00a0~\"");
    assertThat(NcsaLine.escape("~\u007f\u2028\u2029\u00ff\u0100 b"))
        .isEqualTo("~\\x7f\\u2028\\u2029\u00ff\u0100 b");
  }

  @Test
  void eachRequestOfAConnectionIsALineAndOneWithoutABodyHasADash() throws Exception {
    Path file = folder.resolve("access.log");
    AccessLogOptions log = new AccessLogOptions(true, "common", file, false, 100);
    try (ServerStages stages =
            Pipeline.serverStages(
                PipelineOptions.DEFAULT.withAccessLog(log), HttpServerExchange::endExchange);
        Wire wire = Wire.serve(stages.first())) {
      assertThat(
              Wire.talk(
                  wire.open(),
                  "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .containsSubsequence("200 OK", "200 OK");
    }
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("127.0.0.1 - - [")
                    .endsWith("\"GET /a HTTP/1.1\" 200 -"),
            line -> assertThat(line).endsWith("\"GET /b HTTP/1.1\" 200 -"));
  }

  @Test
  void behindAProxyBothAddressesAreLogged() throws Exception {
    PipelineOptions options =
        PipelineOptions.DEFAULT.withForwarded(ForwardedOptions.DEFAULT.withEnabled(true));
    assertThat(logged(options, "GET /", "X-Forwarded-For: 192.0.2.1"))
        .singleElement()
        .asString()
        .startsWith("192.0.2.1 - ann [")
        .endsWith(" 127.0.0.1");
  }

  @Test
  void theLogOfAnotherDayIsPutAside() throws Exception {
    Path file = folder.resolve("logs/access.log");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "old\n");
    Instant noon =
        LocalDate.of(2020, 2, 3).atTime(12, 0).atZone(ZoneId.systemDefault()).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(noon));
    rotate = true;
    assertThat(logged(PipelineOptions.DEFAULT, "GET /")).doesNotContain("old");
    assertThat(folder.resolve("logs/access.2020-02-03.log")).hasContent("old");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          8100, 10,    1,   200
          8300, 10,    1,   414
          10,   30000, 1,   200
          10,   33000, 1,   431
          10,   10,    90,  200
          10,   10,    120, 431
          """)
  void headsThatAreTooLargeAreRefused(int target, int size, int count, int status)
      throws Exception {
    Undertow.Builder builder = limitedBy(LimitOptions.DEFAULT);
    try (Wire wire =
        Wire.serve(
            builder,
            Pipeline.serverStages(PipelineOptions.DEFAULT, HttpServerExchange::endExchange)
                .first())) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        fields.add("X-" + i + ": " + "v".repeat(size));
      }
      Answer answer = wire.ask("GET /" + "t".repeat(target), fields.toArray(String[]::new));
      assertThat(answer.status()).isEqualTo(status);
    }
  }

  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedReadably() throws Exception {
    PipelineOptions options =
        PipelineOptions.DEFAULT.withLimits(
            LimitOptions.DEFAULT.withBodies(new BodyLimits(10, 30_000, 60_000, 500)));
    Undertow.Builder builder = limitedBy(options.limits());
    try (Wire wire =
        Wire.serve(
            builder, Pipeline.serverStages(options, HttpServerExchange::endExchange).first())) {
      Answer answer =
          wire.raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n12345678901", false);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.field("Connection")).isEqualTo("close");
    }
  }

  @Test
  void beyondQueueAndLimitRequestsAreToldToComeBack() throws Exception {
    PipelineOptions options =
        PipelineOptions.DEFAULT.withLimits(
            LimitOptions.DEFAULT.withRequests(new ConcurrencyLimits(1, 1, 1)));
    LinkedBlockingQueue<HttpServerExchange> inside = new LinkedBlockingQueue<>();
    List<Socket> sockets = new CopyOnWriteArrayList<>();
    try (Wire wire =
        Wire.serve(
            Pipeline.serverStages(
                    options,
                    exchange -> {
                      exchange.dispatch();
                      inside.add(exchange);
                    })
                .first())) {
      sockets.add(send(wire));
      HttpServerExchange first = inside.poll(10, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      // Of two more one waits and one is refused; which, the network decides.
      sockets.add(send(wire));
      sockets.add(send(wire));
      List<Integer> answers = new CopyOnWriteArrayList<>();
      List<Thread> readers = new ArrayList<>();
      for (Socket socket : sockets) {
        Thread reader =
            new Thread(
                () -> {
                  try {
                    Answer answer = Wire.read(socket.getInputStream(), false);
                    answers.add(answer.status());
                    if (answer.status() == 503) {
                      assertThat(answer.field("Retry-After")).isEqualTo("1");
                      first.endExchange();
                    }
                  } catch (IOException e) {
                    answers.add(-1);
                  }
                });
        reader.start();
        readers.add(reader);
      }
      HttpServerExchange second = inside.poll(10, TimeUnit.SECONDS);
      assertThat(second).isNotNull();
      second.endExchange();
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(answers).containsExactlyInAnyOrder(200, 200, 503);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Socket send(Wire wire) throws IOException {
    Socket socket = wire.open();
    Wire.send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    return socket;
  }

  @Test
  void aStageThatIsOffIsNotThere() throws Exception {
    HttpHandler next = HttpServerExchange::endExchange;
    PipelineOptions none =
        PipelineOptions.DEFAULT
            .withCompression(CompressionOptions.DEFAULT.withEnabled(false))
            .withCookies(CookieOptions.DEFAULT.withEnabled(false))
            .withCacheHeaders(CacheHeaderOptions.DEFAULT.withEnabled(false));
    assertThat(Pipeline.webappStages(none, List.of(), next)).isSameAs(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "255.255.255.255/32", "::/0", "::1/128", "127.0.0.1"})
  void anAddressOrABlockMayBeTrusted(String text) {
    assertThatCode(() -> ForwardedOptions.checkTrusted(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "::/129", "10.0.0/8", "256.0.0.1", "::1/", "/8", "proxy"})
  void aWrongOptionIsNamed(String text) {
    assertThatThrownBy(() -> ForwardedOptions.checkTrusted(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
    ForwardedOptions wrong = ForwardedOptions.DEFAULT.withEnabled(true).withTrusted(List.of(text));
    assertThatThrownBy(
            () ->
                Pipeline.serverStages(PipelineOptions.DEFAULT.withForwarded(wrong), exchange -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("forwarded.trusted")
        .hasMessageContaining(text);
  }

  private static Undertow.Builder limitedBy(LimitOptions limits) {
    OptionMap.Builder options = OptionMap.builder();
    Pipeline.configure(options, limits);
    OptionMap map = options.getMap();
    Undertow.Builder builder = Undertow.builder();
    for (Option<?> option : map) {
      set(builder, option, map);
    }
    return builder;
  }

  private static <T> void set(Undertow.Builder builder, Option<T> option, OptionMap from) {
    builder.setServerOption(option, from.get(option));
  }
}
