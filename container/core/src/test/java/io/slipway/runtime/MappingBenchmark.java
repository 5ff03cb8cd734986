package io.slipway.runtime;

import io.slipway.model.ParsedTarget;
import io.slipway.model.RequestTarget;
import io.slipway.model.UrlPattern;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From the request line to the servlet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MappingBenchmark {
  private final ServletMap<String> map = map();

  @Param({"/hello", "/shop/items/4711/reviews", "/style/site.css", "/caf%C3%A9/a%20b"})
  String path;

  private static ServletMap<String> map() {
    Map<UrlPattern, String> servlets = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      servlets.put(UrlPattern.parse("/exact" + i), "exact" + i);
      servlets.put(UrlPattern.parse("/prefix" + i + "/*"), "prefix" + i);
    }
    for (String pattern : new String[] {"/hello", "/shop/*", "*.jsp", "/"}) {
      servlets.put(UrlPattern.parse(pattern), pattern);
    }
    return ServletMap.compile(servlets, UrlPattern::text);
  }

  @Benchmark
  public ParsedTarget parse() {
    return RequestTarget.parse(path, null);
  }

  @Benchmark
  public Object match() {
    return map.match(path);
  }
}
