package io.slipway.config;

import io.slipway.config.RuleType.Field;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Origin;
import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.CookieOptions.SameSite;
import io.slipway.pipeline.CookieOptions.Secure;
import io.slipway.spi.PoolOptions;
import io.slipway.tls.CertificateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The fields of each kind of rule, and of what else settings list. */
final class Rules {
  static final ValueType<List<CacheHeaderOptions.Rule>> CACHE = new Later<>(Rules::cache);
  static final ValueType<List<CookieOptions.Rule>> COOKIES = new Later<>(Rules::cookies);
  static final ValueType<List<DataSourceDef>> DATA_SOURCES = new Later<>(Rules::dataSources);

  static final ValueType<List<CertificateFile>> CERTIFICATES = new Later<>(Rules::certificates);
  static final ValueType<List<HostSetting>> HOSTS = new Later<>(Rules::hosts);

  private Rules() {}

  /**
   * Made when a value is read or written, which few starts do: the fields of all kinds of rules are
   * a hundred classes.
   */
  private static final class Later<T> implements ValueType<T> {
    private final Supplier<ValueType<T>> maker;
    private @Nullable ValueType<T> made;

    Later(Supplier<ValueType<T>> maker) {
      this.maker = maker;
    }

    private synchronized ValueType<T> type() {
      if (made == null) {
        made = maker.get();
      }
      return made;
    }

    @Override
    public String describe() {
      return type().describe();
    }

    @Override
    public T parse(String text) {
      return type().parse(text);
    }

    @Override
    public String print(T value) {
      return type().print(value);
    }

    @Override
    public T read(Node node) {
      return type().read(node);
    }
  }

  /** A field that may be left out. */
  private static <R, T> Field<R, Optional<T>> optional(
      String name, ValueType<T> type, Function<R, @Nullable T> of) {
    return new Field<>(
        name, Types.optional(type), Optional.empty(), rule -> Optional.ofNullable(of.apply(rule)));
  }

  private static <T> T required(Optional<T> value, String fault) {
    return value.orElseThrow(() -> new IllegalArgumentException(fault));
  }

  private static ValueType<List<HostSetting>> hosts() {
    Field<HostSetting, Optional<String>> name = optional("name", Types.STRING, HostSetting::name);
    Field<HostSetting, List<String>> aliases =
        new Field<>("aliases", Types.listOf(Types.STRING), List.of(), HostSetting::aliases);
    Field<HostSetting, Optional<Path>> webapps =
        optional("webapps", Types.PATH, HostSetting::webapps);
    return new RuleType<>(
        List.of(name, aliases, webapps),
        values ->
            new HostSetting(
                required(values.get(name), "has a host without name"),
                values.get(aliases),
                required(values.get(webapps), "has a host without webapps")));
  }

  private static ValueType<List<CertificateFile>> certificates() {
    Field<CertificateFile, Optional<Path>> certificate =
        optional("certificate", Types.PATH, CertificateFile::certificate);
    Field<CertificateFile, Optional<Path>> key = optional("key", Types.PATH, CertificateFile::key);
    Field<CertificateFile, Optional<String>> password =
        optional("password", Types.SECRET, CertificateFile::password);
    return new RuleType<>(
        List.of(certificate, key, password),
        values ->
            new CertificateFile(
                required(values.get(certificate), "has an entry without certificate"),
                values.get(key).orElse(null),
                values.get(password).orElse(null)));
  }

  private static ValueType<List<CacheHeaderOptions.Rule>> cache() {
    Field<CacheHeaderOptions.Rule, String> path =
        new Field<>("path", Types.STRING, "*", CacheHeaderOptions.Rule::path);
    Field<CacheHeaderOptions.Rule, String> mimeType =
        new Field<>("mime-type", Types.STRING, "*", CacheHeaderOptions.Rule::mimeType);
    Field<CacheHeaderOptions.Rule, Optional<String>> cacheControl =
        optional("cache-control", Types.STRING, CacheHeaderOptions.Rule::cacheControl);
    Field<CacheHeaderOptions.Rule, Optional<Duration>> maxAge =
        optional("max-age", Types.DURATION, CacheHeaderOptions.Rule::maxAge);
    Field<CacheHeaderOptions.Rule, Boolean> personal =
        new Field<>("personal", Types.BOOLEAN, false, CacheHeaderOptions.Rule::personal);
    return new RuleType<>(
        List.of(path, mimeType, cacheControl, maxAge, personal),
        values -> {
          if (values.get(cacheControl).isEmpty() && values.get(maxAge).isEmpty()) {
            throw new IllegalArgumentException(
                "has a rule that says nothing: give it max-age or cache-control");
          }
          return new CacheHeaderOptions.Rule(
              values.get(path),
              values.get(mimeType),
              values.get(cacheControl).orElse(null),
              values.get(maxAge).orElse(null),
              values.get(personal));
        });
  }

  private static ValueType<List<CookieOptions.Rule>> cookies() {
    Field<CookieOptions.Rule, String> name =
        new Field<>("name", Types.STRING, "*", CookieOptions.Rule::name);
    Field<CookieOptions.Rule, Secure> secure =
        new Field<>("secure", Types.oneOf(Secure.class), Secure.KEEP, CookieOptions.Rule::secure);
    Field<CookieOptions.Rule, Boolean> httpOnly =
        new Field<>("http-only", Types.BOOLEAN, false, CookieOptions.Rule::httpOnly);
    Field<CookieOptions.Rule, Optional<SameSite>> sameSite =
        new Field<>(
            "same-site",
            new SameSiteType(),
            Optional.empty(),
            r -> Optional.ofNullable(r.sameSite()));
    Field<CookieOptions.Rule, Boolean> partitioned =
        new Field<>("partitioned", Types.BOOLEAN, false, CookieOptions.Rule::partitioned);
    return new RuleType<>(
        List.of(name, secure, httpOnly, sameSite, partitioned),
        values ->
            new CookieOptions.Rule(
                values.get(name),
                values.get(secure),
                values.get(httpOnly),
                values.get(sameSite).orElse(null),
                values.get(partitioned)));
  }

  /** By the names that a definition has for them: elements of {@code data-source} and others. */
  private static ValueType<List<DataSourceDef>> dataSources() {
    PoolOptions pool = PoolOptions.DEFAULT;
    Field<DataSourceDef, String> name = new Field<>("name", Types.STRING, "", DataSourceDef::name);
    Field<DataSourceDef, String> driver =
        new Field<>("driver", Types.STRING, "", DataSourceDef::className);
    Field<DataSourceDef, String> url = property("url", Types.STRING);
    Field<DataSourceDef, String> user = property("user", Types.STRING);
    Field<DataSourceDef, String> password = property("password", Types.SECRET);
    Field<DataSourceDef, Integer> maxSize =
        number("max-pool-size", Types.number(1, 10_000), pool.maxSize());
    Field<DataSourceDef, Integer> minIdle =
        number("min-pool-size", Types.number(0, 10_000), pool.minIdle());
    Field<DataSourceDef, Duration> maxWait = seconds("max-wait", pool.maxWait());
    Field<DataSourceDef, Duration> maxIdle = seconds("max-idle-time", pool.maxIdle());
    Field<DataSourceDef, Duration> maxLifetime = seconds("max-lifetime", pool.maxLifetime());
    return new RuleType<>(
        List.of(name, url, user, password, driver, maxSize, minIdle, maxWait, maxIdle, maxLifetime),
        values -> {
          if (values.get(name).isBlank() || values.get(url).isBlank()) {
            throw new IllegalArgumentException("a data source needs a name and a url");
          }
          if (values.get(minIdle) > values.get(maxSize)) {
            throw new IllegalArgumentException(
                "the data source "
                    + values.get(name)
                    + " has a min-pool-size larger than its max-pool-size");
          }
          Map<String, String> properties = new LinkedHashMap<>();
          for (Field<DataSourceDef, String> field : List.of(url, user, password)) {
            if (!values.get(field).isEmpty()) {
              properties.put(field.name(), values.get(field));
            }
          }
          for (Field<DataSourceDef, Integer> field : List.of(maxSize, minIdle)) {
            properties.put(field.name(), values.get(field).toString());
          }
          for (Field<DataSourceDef, Duration> field : List.of(maxWait, maxIdle, maxLifetime)) {
            properties.put(field.name(), Long.toString(values.get(field).toSeconds()));
          }
          return new DataSourceDef(
              values.get(name),
              values.get(driver),
              properties,
              new Origin("naming.data-sources", values.line()));
        });
  }

  private static Field<DataSourceDef, String> property(String name, ValueType<String> type) {
    return new Field<>(name, type, "", def -> def.properties().getOrDefault(name, ""));
  }

  private static Field<DataSourceDef, Integer> number(
      String name, ValueType<Integer> type, int otherwise) {
    return new Field<>(
        name,
        type,
        otherwise,
        def -> Integer.valueOf(def.properties().getOrDefault(name, "" + otherwise)));
  }

  private static Field<DataSourceDef, Duration> seconds(String name, Duration otherwise) {
    return new Field<>(
        name,
        Types.DURATION,
        otherwise,
        def ->
            Duration.ofSeconds(
                Long.parseLong(def.properties().getOrDefault(name, "" + otherwise.toSeconds()))));
  }

  /** Here {@code none} is a value of its own, so the absence of one is {@code keep}. */
  private record SameSiteType() implements ValueType<Optional<SameSite>> {
    private static final ValueType<SameSite> TYPE = Types.oneOf(SameSite.class);

    @Override
    public String describe() {
      return TYPE.describe() + ", keep";
    }

    @Override
    public Optional<SameSite> parse(String text) {
      return text.strip().equalsIgnoreCase("keep")
          ? Optional.empty()
          : Optional.of(TYPE.parse(text));
    }

    @Override
    public String print(Optional<SameSite> value) {
      return value.map(TYPE::print).orElse("keep");
    }
  }
}
