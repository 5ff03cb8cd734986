package io.slipway.http;

import jakarta.servlet.http.Cookie;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Cookies, parameters and fields, as they come and as they leave. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParsingBenchmark {
  private final List<String> cookies =
      List.of("JSESSIONID=0123456789abcdef0123456789abcdef; theme=dark; _ga=GA1.2.1.2");
  private final ByteBuffer form =
      ByteBuffer.wrap(
          "first=Ada&last=Lovelace&street=12+St.+James%27s+Sq.&comment=The+engine+weaves%C3%A9"
              .getBytes(StandardCharsets.US_ASCII));
  private final Cookie sent = new Cookie("theme", "dark");

  public ParsingBenchmark() {
    sent.setPath("/shop");
    sent.setHttpOnly(true);
  }

  @Benchmark
  public Object cookies() {
    return RequestCookies.of(cookies);
  }

  @Benchmark
  public Object form() {
    FormDecoder decoder = new FormDecoder(StandardCharsets.UTF_8, 100);
    decoder.decode(form.duplicate());
    return decoder.parameters();
  }

  @Benchmark
  public Object query() {
    FormDecoder decoder = new FormDecoder(StandardCharsets.UTF_8, 100);
    decoder.decode("page=2&sort=name&filter=caf%C3%A9");
    return decoder.parameters();
  }

  @Benchmark
  public String setCookie() {
    return SetCookie.format(sent);
  }

  @Benchmark
  public String fieldValue() {
    return HeaderText.value("public, max-age=31536000, immutable");
  }
}
