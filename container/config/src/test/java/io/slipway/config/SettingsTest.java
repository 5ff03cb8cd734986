package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.Slipway;
import io.slipway.http.RequestOptions;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Problem;
import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.ForwardedOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.resource.FileOptions;
import io.slipway.tls.CertificateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path folder;
  private Path file;
  private final List<Problem> problems = new ArrayList<>();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("slipway.yaml");
  }

  private Settings read(String yaml) throws IOException {
    return read(yaml, Map.of());
  }

  private Settings read(
      String yaml, Map<String, String> environment, SettingsReader.Option... options)
      throws IOException {
    Files.writeString(file, yaml);
    return SettingsReader.read(file, environment, List.of(options));
  }

  private List<String> problemsOf(String yaml) throws IOException {
    Files.writeString(file, yaml);
    try {
      SettingsReader.read(file, Map.of(), List.of());
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(p -> p.toString().replace(file.toString(), "F")).toList();
    }
  }

  @Test
  void withoutAnythingTheDefaultsAreTheContainersOwn() {
    Settings settings = SettingsReader.read(null, Map.of(), List.of());
    assertThat(ContainerOptions.pipeline(settings)).isEqualTo(PipelineOptions.DEFAULT);
    assertThat(ContainerOptions.requests(settings))
        .isEqualTo(RequestOptions.DEFAULT.withCharset(StandardCharsets.UTF_8));
    assertThat(ContainerOptions.staticFiles(settings)).isEqualTo(FileOptions.DEFAULT);
    assertThat(settings.setting(Keys.PORT).source()).hasToString("default");
  }

  @Test
  void fileThenEnvironmentThenOptionEachOverridesTheOneBefore() throws IOException {
    String yaml = "server:\n  port: 1001\n  bind: 0.0.0.0\ncompression:\n  min-size: 2KB\n";
    Map<String, String> environment =
        Map.of("SLIPWAY_SERVER_PORT", "1002", "SLIPWAY_SERVER_BIND", "::1");
    Settings settings =
        read(yaml, environment, new SettingsReader.Option("--port", "server.port", "1003"));
    assertThat(settings.get(Keys.PORT)).contains(1003);
    assertThat(settings.setting(Keys.PORT).source()).hasToString("option --port");
    assertThat(settings.get(Keys.BIND)).isEqualTo("::1");
    assertThat(settings.setting(Keys.BIND).source()).hasToString("environment SLIPWAY_SERVER_BIND");
    assertThat(settings.get(Keys.GZIP_MIN)).isEqualTo(2048);
    assertThat(settings.setting(Keys.GZIP_MIN).source()).hasToString(file + ":5");
  }

  @Test
  void unknownKeysAreRefusedWithLineAndSuggestion() throws IOException {
    assertThat(
            problemsOf(
                "server:\n  prot: 80\ncompresion:\n  level: 3\ncompression:\n  minSize: 1\n"))
        .containsExactly(
            "F:2: there is no setting \"server.prot\" (did you mean \"server.port\"?)",
            "F:3: there is no setting \"compresion\" (did you mean \"compression\"?)",
            "F:6: there is no setting \"compression.minSize\" (did you mean \"compression.min-size\"?)");
  }

  @Test
  void aSizeOfWhatIsInMemoryIsAtMostThatOfAnArray() throws IOException {
    assertThat(read("server:\n  buffer-size: 2147483647\n").get(Keys.BUFFER_SIZE))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(problemsOf("server:\n  buffer-size: 2GB\n"))
        .containsExactly("F:2: server.buffer-size must be less than 2GB, not \"2GB\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-forwarded", "X_FORWARDED", "X-Forwarded"})
  void aWordIsKnownInCapitalsAndWithUnderscoresToo(String word) throws IOException {
    assertThat(read("forwarded:\n  headers: " + word + "\n").get(Keys.FORWARDED_HEADERS))
        .isEqualTo(ForwardedOptions.Headers.X_FORWARDED);
  }

  @Test
  void everythingWrongIsToldAtOnceWithItsLine() throws IOException {
    assertThat(
            problemsOf(
                """
                server:
                  port: 70000
                  http2: maybe
                  drain-timeout: 20
                limits:
                  max-form-size: 2XB
                cookies:
                  rules:
                    - name: "*"
                      same-sight: lax
                """))
        .containsExactly(
            "F:2: server.port must be a whole number from 0 to 65535, not \"70000\"",
            "F:3: server.http2 must be true or false, not \"maybe\"",
            "F:4: server.drain-timeout must be a duration with its unit, such as 500ms, 30s, 5m, 1h or 7d, not \"20\"",
            "F:6: limits.max-form-size must be a size, such as 512, 16KB or 2MB (1KB is 1024 bytes), not \"2XB\"",
            "F:10: cookies.rules: its entries have no \"same-sight\" (did you mean \"same-site\"?)");
  }

  @Test
  void everythingWrongWithAListIsToldAtOnce() throws IOException {
    assertThat(
            problemsOf(
                """
                cookies:
                  rules:
                    - name: a
                      same-site: laxx
                      secure: sometimes
                    - nam: b
                forwarded:
                  trusted: [300.1.1.1/8, 10.0.0.0/8, "::1/200"]
                """))
        .containsExactly(
            "F:4: cookies.rules: same-site must be one of strict, lax, none, not \"laxx\"",
            "F:5: cookies.rules: secure must be one of keep, https, always, not \"sometimes\"",
            "F:6: cookies.rules: its entries have no \"nam\" (did you mean \"name\"?)",
            "F:8: forwarded.trusted: must be an address or a block, such as ::1 or 10.0.0.0/8, not \"300.1.1.1/8\"",
            "F:8: forwarded.trusted: must be an address or a block, such as ::1 or 10.0.0.0/8, not \"::1/200\"");
  }

  /** Else they are found when the container starts, without a line. */
  @Test
  void textsThatCannotBeUsedAreToldWithTheirLine() throws IOException {
    assertThat(
            problemsOf(
                """
                server:
                  bind: ""
                static-files:
                  charset: utf-9
                access-log:
                  format: combind
                """))
        .satisfiesExactly(
            bind ->
                assertThat(bind)
                    .isEqualTo(
                        "F:2: server.bind must be an address or name, such as 127.0.0.1 or 0.0.0.0, not \"\""),
            charset ->
                assertThat(charset)
                    .isEqualTo(
                        "F:4: static-files.charset must be a character encoding that Java knows, not \"utf-9\""),
            format ->
                assertThat(format)
                    .startsWith(
                        "F:6: access-log.format must be combined, common or a pattern of % codes, not \"combind\""));
    assertThat(problemsOf("access-log:\n  format: '%a %Z'\n"))
        .singleElement()
        .asString()
        .startsWith("F:2: access-log.format has no code \"%Z\" (known are %a");
    assertThat(read("static-files:\n  charset: ''\n").get(Keys.FILES_CHARSET)).isEmpty();
  }

  /** As environment variables and options have them, and the properties of other servers. */
  @Test
  void aSettingInOneLineIsToldHowToStand() throws IOException {
    assertThat(problemsOf("server.port: 1\n"))
        .containsExactly(
            "F:1: \"server.port\" stands in one line (write \"server:\", and \"port:\" indented below it)");
  }

  @Test
  void whatHasNotTheShapeOfSettingsIsToldHowTheyStand() throws IOException {
    assertThat(problemsOf("just text\n"))
        .containsExactly("F:1: must hold groups of settings, such as \"server:\"");
    assertThat(problemsOf("server: 8080\n"))
        .containsExactly("F:1: \"server\" is a group: its settings stand indented below it");
    assertThat(problemsOf("null\n")).isEmpty();
  }

  @Test
  void whatIsNearNoSettingIsToldThoseThatThereAre() throws IOException {
    assertThat(problemsOf("pages:\n  zzzzzzzz: 1\n"))
        .containsExactly(
            "F:2: there is no setting \"pages.zzzzzzzz\" (known are pages.precompile, pages.recompile)");
  }

  @Test
  void anOptionOrAVariableThatIsNoValueIsToldWithItsName() {
    assertThatThrownBy(
            () ->
                read(
                    "",
                    Map.of("SLIPWAY_SERVER_BACKLOG", "0"),
                    new SettingsReader.Option("--port", "server.port", "65536")))
        .hasMessageContaining("option --port: server.port must be a whole number from 0 to 65535")
        .hasMessageContaining(
            "environment SLIPWAY_SERVER_BACKLOG: server.backlog must be a whole number from 1, not");
  }

  @Test
  void brokenYamlIsOneProblemWithItsLine() throws IOException {
    assertThat(problemsOf("server:\n  port: [1\n"))
        .singleElement()
        .asString()
        .startsWith("F:3: not valid YAML");
    assertThat(problemsOf("server: &a\n  port: 1\n  x: *b\n"))
        .singleElement()
        .asString()
        .contains("not valid YAML");
    assertThat(problemsOf("server: &a\n  port: [*a]\n")).isNotEmpty();
  }

  @Test
  void whatStandsTwiceIsRefused() throws IOException {
    assertThat(problemsOf("server:\n  port: 1\n  port: 2\n"))
        .containsExactly("F:3: \"port\" stands here a second time (keep one of them)");
  }

  @Test
  void groupsAndKeysWithNothingBehindThemSetNothing() throws IOException {
    Settings settings = read("server:\ncompression:\n  level:\n");
    assertThat(settings.isSet(Keys.GZIP_LEVEL)).isFalse();
  }

  @Test
  void rulesAreReadWithTheirFields() throws IOException {
    Settings settings =
        read(
            """
            cache-headers:
              rules:
                - path: /static/*
                  max-age: 7d
                - mime-type: text/html
                  cache-control: no-cache
            cookies:
              rules: [{name: "APP*", secure: always, http-only: true, same-site: none}]
            """);
    assertThat(settings.get(Keys.CACHE_RULES))
        .containsExactly(
            new CacheHeaderOptions.Rule("/static/*", "*", null, Duration.ofDays(7), false),
            new CacheHeaderOptions.Rule("*", "text/html", "no-cache", null, false));
    assertThat(settings.get(Keys.COOKIE_RULES))
        .containsExactly(
            new CookieOptions.Rule(
                "APP*", CookieOptions.Secure.ALWAYS, true, CookieOptions.SameSite.NONE, false));
  }

  @Test
  void dataSourcesAreReadAndTheirPasswordsNeverShown() throws Exception {
    Settings settings =
        read(
            """
            naming:
              data-sources:
                - name: jdbc/shop
                  url: jdbc:h2:mem:shop
                  user: sa
                  password: hush
                  max-idle-time: 2m
                - {name: jdbc/other, url: "jdbc:x:", driver: a.Driver, max-pool-size: 3}
            """);
    List<DataSourceDef> sources = ContainerOptions.dataSources(settings);
    assertThat(sources).extracting(DataSourceDef::name).containsExactly("jdbc/shop", "jdbc/other");
    assertThat(sources.get(0).properties())
        .containsEntry("url", "jdbc:h2:mem:shop")
        .containsEntry("user", "sa")
        .containsEntry("password", "hush")
        .containsEntry("max-idle-time", "120")
        .containsEntry("max-pool-size", "10");
    assertThat(sources.get(0).origin()).hasToString(file + ":3");
    assertThat(sources.get(1).className()).isEqualTo("a.Driver");
    assertThat(sources.get(1).properties()).containsEntry("max-pool-size", "3");
    assertThat(SettingsText.effective(settings))
        .contains("password: ********")
        .doesNotContain("hush");
    assertThat(settings.get(Keys.DATA_SOURCES).toString()).doesNotContain("hush");
  }

  @Test
  void whatIsWrongWithADataSourceIsToldWithoutItsPassword() throws Exception {
    assertThat(
            problemsOf(
                """
                naming:
                  data-sources:
                    - name: jdbc/shop
                      pasword: hush
                """))
        .containsExactly(
            "F:4: naming.data-sources: its entries have no \"pasword\" (did you mean \"password\"?)");
    assertThat(problemsOf("naming:\n  data-sources: [{name: a, password: hush}]\n"))
        .containsExactly("F:2: naming.data-sources: a data source needs a name and a url");
    assertThat(
            problemsOf(
                "naming:\n  data-sources: [{name: a, url: b, password: [hush], max-pool-size: 1, min-pool-size: 2}]\n"))
        .containsExactly(
            "F:2: naming.data-sources: password must be one value (text, not printed), not a list or group");
  }

  @Test
  void rulesCanStandInTheEnvironment() throws IOException {
    Settings settings =
        read(
            "",
            Map.of(
                "SLIPWAY_COOKIES_RULES",
                "[{name: A, same-site: strict}]",
                "SLIPWAY_FORWARDED_TRUSTED",
                "::1, 10.0.0.0/8"));
    assertThat(settings.get(Keys.COOKIE_RULES)).hasSize(1);
    assertThat(settings.get(Keys.FORWARDED_TRUSTED)).containsExactly("::1", "10.0.0.0/8");
    assertThat(
            read("", Map.of("SLIPWAY_FORWARDED_TRUSTED", "[127.0.0.0/8, \"::1\"]"))
                .get(Keys.FORWARDED_TRUSTED))
        .as("as the documentation writes it")
        .isEqualTo(Keys.FORWARDED_TRUSTED.defaultValue());
  }

  @Test
  void aVariableThatIsNearlyASettingIsAWarningAndOthersAreNone() throws IOException {
    Settings settings =
        read("", Map.of("SLIPWAY_SERVER_PROT", "1", "SLIPWAY_PORT_8080_TCP_PROTO", "tcp"));
    assertThat(settings.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "environment: SLIPWAY_SERVER_PROT is not a setting (did you mean SLIPWAY_SERVER_PORT?)");
  }

  @Test
  void anOptionWithAnUnknownKeyIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    "", Map.of(), new SettingsReader.Option("--set", "limits.max-headr-size", "1")))
        .hasMessageContaining(
            "option --set: there is no setting \"limits.max-headr-size\" (did you mean \"limits.max-header-size\"?)");
  }

  @Test
  void whatIsWrongWithARuleInAnOptionOrAVariableIsToldWithItsFix() {
    assertThatThrownBy(
            () ->
                read(
                    "",
                    Map.of("SLIPWAY_CACHE_HEADERS_RULES", "[{pth: /x, max-age: 1}]"),
                    new SettingsReader.Option(
                        "--set", "cookies.rules", "[{name: x, samesite: lax, sekure: keep}]")))
        .hasMessageContaining(
            "option --set: cookies.rules: its entries have no \"samesite\" (did you mean \"same-site\"?)")
        .hasMessageContaining(
            "option --set: cookies.rules: its entries have no \"sekure\" (did you mean \"secure\"?)")
        .hasMessageContaining(
            "environment SLIPWAY_CACHE_HEADERS_RULES: cache-headers.rules: its entries have no \"pth\" (did you mean \"path\"?)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pages", "pages.zzzzzzzz"})
  void anOptionThatIsNearNoSettingIsToldThoseOfItsGroup(String key) {
    assertThatThrownBy(() -> read("", Map.of(), new SettingsReader.Option("--set", key, "1")))
        .hasMessageEndingWith(
            "option --set: there is no setting \""
                + key
                + "\" (known are pages.precompile, pages.recompile)");
  }

  @Test
  void anOptionOfNoGroupIsToldTheGroups() {
    assertThatThrownBy(
            () -> read("", Map.of(), new SettingsReader.Option("--set", "zzzzzzzz.a", "1")))
        .hasMessageContaining("there is no setting \"zzzzzzzz.a\" (known are access-log.*, ")
        .hasMessageContaining(", tls.*)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10001d", "999999999999999999d", "999999999999999999us"})
  void aDurationThatIsTooLongIsRefused(String text) {
    assertThatThrownBy(() -> Types.DURATION.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 10000d");
  }

  @ParameterizedTest
  @CsvSource({
    "300us,300us",
    "1001us,1001us",
    "2000us,2ms",
    "10000d,10000d",
    "90s,90s",
    "120s,2m",
    "60m,1h",
    "24h,1d",
    "0,0s"
  })
  void durationsArePrintedInTheirLargestUnit(String text, String printed) {
    assertThat(Types.DURATION.print(Types.DURATION.parse(text))).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1023,1023",
    "1024,1KB",
    "1536,1536",
    "1024KB,1MB",
    "1025KB,1025KB",
    "1024MB,1GB",
    "1025MB,1025MB",
    "8589934591GB,8589934591GB"
  })
  void sizesArePrintedInTheirLargestUnit(String text, String printed) {
    assertThat(Types.SIZE.print(Types.SIZE.parse(text))).isEqualTo(printed);
  }

  @Test
  void aSizeThatIsNoLongIsRefused() {
    assertThatThrownBy(() -> Types.SIZE.parse("8589934592GB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8589934592GB");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "5m,300000", "1h,3600000", "7d,604800000", "0,0"})
  void durationsHaveUnits(String text, long millis) {
    assertThat(Types.DURATION.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Types.DURATION.parse(Types.DURATION.print(Duration.ofMillis(millis))))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"512,512", "16KB,16384", "2MB,2097152", "1g,1073741824", "0,0"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(Types.SIZE.parse(text)).isEqualTo(bytes);
    assertThat(Types.SIZE.parse(Types.SIZE.print(bytes))).isEqualTo(bytes);
  }

  @Test
  void certificatesAreReadAndPasswordsNeverPrinted() throws IOException {
    Settings settings =
        read(
            """
            tls:
              port: 8443
              certificate: a.pem
              password: geheim
              sni:
                - certificate: b.p12
                  password: geheim
                - certificate: c.pem
                  key: c.key
            """);
    assertThat(settings.get(Keys.TLS_SNI))
        .containsExactly(
            new CertificateFile(Path.of("b.p12"), null, "geheim"),
            new CertificateFile(Path.of("c.pem"), Path.of("c.key"), null));
    assertThat(SettingsText.effective(settings)).doesNotContain("geheim").contains("b.p12");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.port=none | option --set: server.port leaves nothing to listen on (set it, or tls.port)
          tls.port=1       | option --set: tls.port needs a certificate (set tls.certificate)
          tls.certificate=a| option --set: tls.certificate is of no use without a port (set tls.port)
          management.metrics=true | option --set: management.metrics is of no use without a port (set management.port)
          tls.client-auth=need | option --set: tls.client-auth needs certificates to check those of clients against (set tls.client-ca)
          """)
  void listenersThatLackSomethingAreRefused(String option, String problem) throws IOException {
    String[] pair = option.strip().split("=");
    Settings settings = read("", Map.of(), new SettingsReader.Option("--set", pair[0], pair[1]));
    assertThatThrownBy(() -> ContainerOptions.listeners(settings, Slipway.builder()))
        .hasMessageContaining(problem.substring("option ".length()));
  }

  @Test
  void whatConfigPrintsReadsBackAsTheSame() throws IOException {
    Settings settings =
        read(
            "limits:\n  max-body-size: 3MB\ncookies:\n  rules: [{name: \"A*\", same-site: lax}]\n");
    String printed = SettingsText.effective(settings);
    assertThat(printed).containsPattern("max-body-size: 3MB +# .*slipway.yaml:2\n");
    Settings again = read(printed);
    for (Key<?> key : Keys.all()) {
      assertThat(again.get(key)).as(key.name()).isEqualTo(settings.get(key));
    }
  }

  @Test
  void theDocumentedFileIsAllCommentsAndValidWhenUncommented() throws IOException {
    String text = KeysDocument.file();
    assertThat(SettingsReader.hasContent(text)).isFalse();
    Settings settings = read(text.replaceAll("(?m)^#(?! )|^#(?=  [a-z ])", ""));
    for (Key<?> key : Keys.all()) {
      assertThat(settings.get(key)).as(key.name()).isEqualTo(key.defaultValue());
      assertThat(settings.isSet(key)).as(key.name()).isTrue();
    }
  }

  @Test
  void aWebappSwitchesStagesOffAndItsRulesComeFirst() throws IOException {
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(
        folder.resolve("WEB-INF/slipway.yaml"),
        "compression:\n  enabled: false\ncookies:\n  rules: [{name: JSESSIONID, same-site: strict}]\n");
    PipelineOptions options =
        ContainerOptions.forWebapp(PipelineOptions.DEFAULT, folder, problems::add);
    assertThat(problems).isEmpty();
    assertThat(options.compression().enabled()).isFalse();
    assertThat(options.compression().level())
        .isEqualTo(PipelineOptions.DEFAULT.compression().level());
    assertThat(options.cookies().rules())
        .hasSize(1 + PipelineOptions.DEFAULT.cookies().rules().size());
    assertThat(options.cookies().rules().get(0).sameSite())
        .isEqualTo(CookieOptions.SameSite.STRICT);
    assertThat(options.cacheHeaders()).isEqualTo(PipelineOptions.DEFAULT.cacheHeaders());
  }

  @Test
  void aWebappCannotSetWhatHoldsForTheServer() throws IOException {
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(folder.resolve("WEB-INF/slipway.yaml"), "server:\n  port: 1\n");
    ContainerOptions.forWebapp(PipelineOptions.DEFAULT, folder, problems::add);
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "WEB-INF/slipway.yaml:1: \"server\" holds for the whole server and cannot be set by a webapp (set it in conf/slipway.yaml)");
  }

  @Test
  void aWebappsMistakesAreNoSettingsOfTheServer() throws IOException {
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(folder.resolve("WEB-INF/slipway.yaml"), "cookis:\n  enabled: false\n");
    PipelineOptions options =
        ContainerOptions.forWebapp(PipelineOptions.DEFAULT, folder, problems::add);
    assertThat(options).isEqualTo(PipelineOptions.DEFAULT);
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "WEB-INF/slipway.yaml:1: there is no setting \"cookis\" (did you mean \"cookies\"?)");
  }

  @Test
  void aWebappsRulesOfTheCacheComeBeforeTheServers() throws IOException {
    String rule = "cache-headers:\n  rules: [{path: /%s/*, cache-control: no-cache}]\n";
    PipelineOptions server = ContainerOptions.pipeline(read(rule.formatted("server")));
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(folder.resolve("WEB-INF/slipway.yaml"), rule.formatted("own"));
    assertThat(ContainerOptions.forWebapp(server, folder, problems::add).cacheHeaders().rules())
        .extracting(CacheHeaderOptions.Rule::path)
        .containsExactly("/own/*", "/server/*");
  }
}
