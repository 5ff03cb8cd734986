package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each setting by itself arrives in what is called so, and nowhere else. */
class ContainerOptionsTest {
  private static Settings with(String key, String value) {
    return SettingsReader.read(
        null, Map.of(), List.of(new SettingsReader.Option("--set", key, value)));
  }

  /** All that is made of the settings, as {@code Record.component=value}. */
  private static Set<String> values(Settings settings) throws Exception {
    Set<String> values = new TreeSet<>();
    for (Record options :
        List.of(
            ContainerOptions.server(settings),
            ContainerOptions.threads(settings),
            ContainerOptions.requests(settings),
            ContainerOptions.staticFiles(settings),
            ContainerOptions.pages(settings),
            ContainerOptions.pipeline(settings))) {
      add(options, values);
    }
    return values;
  }

  private static void add(Record options, Set<String> values) throws Exception {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(options);
      if (value instanceof Record inner) {
        add(inner, values);
      } else {
        values.add(options.getClass().getSimpleName() + "." + component.getName() + "=" + value);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.io-threads                  | 3     | ServerOptions.ioThreads=3
          server.backlog                     | 77    | ServerOptions.backlog=77
          server.buffer-size                 | 40KB  | ServerOptions.bufferSize=40960
          server.http2-push                  | false | ServerOptions.http2Push=false
          server.allow-unescaped-urls        | true  | ServerOptions.allowUnescapedUrls=true
          server.drain-timeout               | 7s    | ServerOptions.drainTimeout=PT7S
          server.shutdown-delay              | 7s    | ServerOptions.shutdownDelay=PT7S
          server.http2-streams               | 77    | Http2Limits.maxStreams=77
          threads.virtual                    | false | ThreadOptions.virtual=false
          threads.pool                       | 77    | ThreadOptions.pool=77
          threads.quick                      | 7us   | ThreadOptions.quick=PT0.000007S
          threads.stuck                      | 7ms   | ThreadOptions.stuck=PT0.007S
          limits.max-concurrent-requests     | 77    | ConcurrencyLimits.maxRequests=77 ThreadOptions.concurrent=77 ThreadOptions.queue=77
          limits.max-concurrent-requests     | 0     | ConcurrencyLimits.maxRequests=0 ThreadOptions.concurrent=2147483647 ThreadOptions.queue=2147483647
          limits.max-queued-requests         | 77    | ConcurrencyLimits.maxQueued=77
          limits.retry-after                 | 77s   | ConcurrencyLimits.retryAfterSeconds=77
          limits.max-request-line            | 7KB   | HeadLimits.maxRequestLine=7168
          limits.max-header-size             | 7KB   | HeadLimits.maxHeaderSize=7168
          limits.max-headers                 | 77    | HeadLimits.maxHeaders=77
          limits.max-cookies                 | 77    | LimitOptions.maxCookies=77
          limits.max-body-size               | 77    | BodyLimits.maxSize=77
          limits.read-timeout                | 7s    | BodyLimits.readTimeoutMillis=7000
          limits.write-timeout               | 7s    | BodyLimits.writeTimeoutMillis=7000
          limits.write-timeout               | 100d  | BodyLimits.writeTimeoutMillis=2147483647
          limits.min-body-rate               | 77    | BodyLimits.minRate=77
          limits.max-connections             | 77    | ConnectionLimits.maxConnections=77
          limits.max-connections-per-address | 77    | ConnectionLimits.maxPerAddress=77
          limits.max-requests-per-connection | 77    | ConnectionLimits.maxRequests=77
          limits.first-byte-timeout          | 7s    | ConnectionLimits.firstByteTimeoutMillis=7000
          limits.request-head-timeout        | 7s    | ConnectionLimits.headTimeoutMillis=7000
          limits.idle-timeout                | 7s    | ConnectionLimits.idleTimeoutMillis=7000
          limits.http2-resets                | 77    | Http2Limits.maxResets=77
          limits.http2-control-frames        | 77    | Http2Limits.maxControlFrames=77
          limits.http2-continuations         | 77    | Http2Limits.maxContinuations=77
          limits.max-drain                   | 77    | RequestOptions.maxDrain=77
          limits.max-parameters              | 77    | FormLimits.maxParameters=77
          limits.max-form-size               | 77    | FormLimits.maxSize=77
          limits.max-parts                   | 77    | FormLimits.maxParts=77
          limits.max-part-header-size        | 77    | FormLimits.maxPartHeader=77
          limits.max-sessions                | 77    | RequestOptions.maxSessions=77
          requests.response-buffer           | 7KB   | RequestOptions.responseBufferSize=7168
          requests.charset                   | utf-16 | RequestOptions.charset=UTF-16
          requests.async-timeout             | 7s    | RequestOptions.asyncTimeoutMillis=7000
          pages.precompile                   | true  | PageOptions.precompile=true
          pages.recompile                    | false | PageOptions.recompile=false
          access-log.enabled                 | true  | AccessLogOptions.enabled=true
          access-log.format                  | %s    | AccessLogOptions.format=%s
          access-log.file                    | a.log | AccessLogOptions.file=a.log
          access-log.rotate                  | false | AccessLogOptions.rotate=false
          access-log.queue                   | 77    | AccessLogOptions.queue=77
          forwarded.enabled                  | true  | ForwardedOptions.enabled=true
          forwarded.trusted                  | ::2   | ForwardedOptions.trusted=[::2]
          forwarded.headers                  | forwarded | ForwardedOptions.headers=FORWARDED
          compression.enabled                | false | CompressionOptions.enabled=false
          compression.mime-types             | a/b   | CompressionOptions.mimeTypes=[a/b]
          compression.min-size               | 77    | CompressionOptions.minSize=77
          compression.level                  | 7     | CompressionOptions.level=7
          cache-headers.enabled              | false | CacheHeaderOptions.enabled=false
          cache-headers.immutable-fingerprinted | false | CacheHeaderOptions.immutableFingerprinted=false
          static-files.cache-size            | 77KB  | FileOptions.cacheSize=78848
          static-files.max-cached-file       | 77KB  | FileOptions.maxCachedFile=78848
          static-files.revalidate            | 77s   | FileOptions.revalidate=PT1M17S
          static-files.precompressed         | false | FileOptions.precompressed=false
          static-files.listings              | true  | FileOptions.listings=true
          static-files.follow-links          | true  | FileOptions.followLinks=true
          static-files.charset               | utf-16 | FileOptions.charset=utf-16
          cookies.enabled                    | false | CookieOptions.enabled=false
          """)
  void aSettingArrivesWhereItBelongs(String key, String value, String changed) throws Exception {
    Set<String> values = values(with(key, value));
    values.removeAll(values(SettingsReader.read(null, Map.of(), List.of())));
    assertThat(values).containsExactlyInAnyOrder(changed.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "2147483647",
        "9223372036854775807",
        "1us",
        "1s",
        "10000d",
        "1KB",
        "none",
        ""
      })
  void whatASettingTakesTheOptionsTakeToo(String value) throws Exception {
    for (Key<?> key : Keys.all()) {
      Settings settings;
      try {
        settings = with(key.name(), value);
      } catch (ConfigException refused) {
        assertThat(refused).hasMessageContaining(key.name());
        continue;
      }
      assertThatCode(() -> values(settings)).as(key.name()).doesNotThrowAnyException();
    }
  }
}
