package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.HttpDates;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parsers of request fields, by table. */
class RequestParsersTest {
  @Nested
  class Dates {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "Sun, 06 Nov 1994 08:49:37 GMT",
          " Sun, 06 Nov 1994 08:49:37 GMT ",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994"
        })
    void readsAllThreeFormats(String text) {
      assertThat(HttpDates.parse(text)).isEqualTo(784_111_777_000L);
    }

    @Test
    void writesEveryDayAndMonthInThePreferredFormat() {
      assertThat(HttpDates.format(784_111_777_000L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
      for (LocalDate day = LocalDate.of(2024, 1, 1); day.getYear() == 2024; day = day.plusDays(1)) {
        long millis = day.toEpochDay() * 86_400_000;
        assertThat(HttpDates.format(millis))
            .startsWith(day.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US) + ", ");
        assertThat(HttpDates.parse(HttpDates.format(millis))).isEqualTo(millis);
      }
    }

    @Test
    void aLeapSecondIsRead() {
      assertThat(HttpDates.parse("Sat, 31 Dec 2016 23:59:60 GMT"))
          .isEqualTo(HttpDates.parse("Sat, 31 Dec 2016 23:59:59 GMT"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "x",
          "0",
          "Sun, 06 Nov 1994",
          "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 32 Nov 1994 08:49:37 GMT",
          "Sun, 06 Foo 1994 08:49:37 GMT",
          "Sun, 06 ovD 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT",
          "Sun, 06 Nov 1994 08-49-37 GMT",
          "Sunday, 6-Nov-94 08:49:37 GMT",
          "Sunday, 06.Nov.94 08:49:37 GMT",
          "Sun, 06 Nov-1994 08:49:37 GMT",
          "Sun.Nov  6 08:49:37 1994"
        })
    void refusesWhatIsNone(String text) {
      assertThatThrownBy(() -> HttpDates.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class LanguagePreferences {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            en                        | en
            en-US,fr                  | en_US,fr
            fr;q=0.5, de, en;q=0.8    | de,en,fr
            en;q=0.001,fr;q=0.002     | fr,en
            de;q=1.000                | de
            en;q=0, fr                | fr
            en;q=2, fr                | fr
            en;q=x, fr                | fr
            *, fr;q=0.1               | fr
            en, en;q=0.5              | en
            zh-Hant-TW                | zh_TW_#Hant
            e%$, fr                   | fr
            ,,fr,,                    | fr
            fr;level=1;q=0.3,en;q=0.4 | en,fr
            """)
    void areOrderedByWeight(String field, String expected) {
      assertThat(
              Languages.parse(List.of(field)).stream()
                  .map(Locale::toString)
                  .collect(Collectors.joining(",")))
          .isEqualTo(expected);
    }

    @Test
    void noneMeansTheServersOwn() {
      assertThat(Languages.parse(null)).containsExactly(Locale.getDefault());
      assertThat(Languages.parse(List.of("*"))).containsExactly(Locale.getDefault());
    }

    @Test
    void severalFieldsAreOneList() {
      assertThat(Languages.parse(List.of("en;q=0.5", "fr")))
          .containsExactly(Locale.FRENCH, Locale.ENGLISH);
    }

    /** Else 30 KB of them, which any client may send, take a third of a second. */
    @Test
    void ofThousandsTheFirstHundredCount() {
      List<String> many = new ArrayList<>();
      for (char a = 'a'; a <= 'z'; a++) {
        for (char b = 'a'; b <= 'z'; b++) {
          many.add("q" + a + b);
        }
      }
      assertThat(Languages.parse(List.of("en", String.join(",", many), "fr")))
          .startsWith(Locale.ENGLISH, Locale.forLanguageTag("qaa"))
          .hasSize(100);
      assertThat(Languages.parse(List.of("e%$,".repeat(99), "fr, en")))
          .containsExactly(Locale.FRENCH);
    }
  }

  @Nested
  class Forms {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '~',
        textBlock =
            """
            a=b               | {a=[b]}
            a=b&c=d           | {a=[b], c=[d]}
            a=1&b=2&a=3       | {a=[1, 3], b=[2]}
            a                 | {a=[]}
            a=                | {a=[]}
            =b                | {=[b]}
            a=b=c             | {a=[b=c]}
            &&a=b&&           | {a=[b]}
            a+b=c+d           | {a b=[c d]}
            a%20b=%26%3d%2B   | {a b=[&=+]}
            %C3%A9=%E2%82%AC  | {é=[€]}
            a;b=c             | {a;b=[c]}
            """)
    void areRead(String text, String expected) {
      assertThat(decode(text, StandardCharsets.UTF_8)).isEqualTo(expected.replace("[]", "[]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4&b=c", "%=1", "a=%C3", "a=%ff%fe"})
    void malformedIsABadRequest(String text) {
      assertThatThrownBy(() -> decode(text, StandardCharsets.UTF_8))
          .isInstanceOfSatisfying(
              BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void otherCharsetsAreDecoded() {
      assertThat(decode("a=%E9", StandardCharsets.ISO_8859_1)).isEqualTo("{a=[é]}");
      assertThat(decode("a=%82%A0", Charset.forName("Shift_JIS"))).isEqualTo("{a=[あ]}");
    }

    @Test
    void tooManyAreABadRequest() {
      FormDecoder decoder = new FormDecoder(StandardCharsets.UTF_8, 2);
      decoder.decode("a=1&b=2");
      assertThatThrownBy(() -> decoder.decode("c=3"))
          .isInstanceOfSatisfying(
              BadRequestException.class, e -> assertThat(e.status()).isEqualTo(400))
          .hasMessageContaining("limits.max-parameters");
    }

    @Test
    void piecesMayBeCutAnywhere() {
      byte[] text = "first=%E2%82%AC+x&second=2&first=3".getBytes(StandardCharsets.US_ASCII);
      for (int cut = 0; cut <= text.length; cut++) {
        FormDecoder decoder = new FormDecoder(StandardCharsets.UTF_8, 10);
        decoder.decode(ByteBuffer.wrap(text, 0, cut));
        decoder.decode(ByteBuffer.wrap(text, cut, text.length - cut));
        decoder.end();
        assertThat(decoder.parameters()).hasToString("{first=[€ x, 3], second=[2]}");
      }
    }

    private String decode(String text, Charset charset) {
      FormDecoder decoder = new FormDecoder(charset, 100);
      decoder.decode(text);
      return decoder.parameters().toString();
    }
  }

  @Nested
  class FieldParameters {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '~',
        nullValues = "null",
        textBlock =
            """
            text/html                                   | null
            text/html;charset=utf-8                     | utf-8
            text/html; Charset = "utf-8" ; x=y          | utf-8
            text/html; x="charset=a"; charset=b         | b
            text/html; x="a;charset=c"; charset=b       | b
            text/html; x="a\\";charset=c"; charset=b    | b
            text/html; charset                          | null
            text/html; charset=                         | ~~
            text/html; ; charset=a;charset=b            | a
            text/html; charset="a                       | a
            """)
    void areFound(String field, String expected) {
      assertThat(HeaderParameters.get(field, "charset")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '~',
        textBlock =
            """
            form-data; filename="a b.txt"                            | a b.txt
            form-data; filename="C:\\dir\\a.txt"                     | C:\\dir\\a.txt
            form-data; filename="a\\"b.txt"                          | a"b.txt
            form-data; filename=plain.txt                            | plain.txt
            form-data; filename="x.txt"; filename*=UTF-8''%e2%82%ac.txt | €.txt
            form-data; filename*=UTF-8'en'%e2%82%ac.txt; filename=x  | €.txt
            form-data; filename="x.txt"; filename*=UTF-8''%zz        | x.txt
            form-data; filename="x.txt"; filename*=nothing           | x.txt
            form-data; filename="x.txt"; filename*=no-such''a        | x.txt
            """)
    void fileNamesMayBeExtended(String field, String expected) {
      assertThat(HeaderParameters.getExtended(field, "filename")).isEqualTo(expected);
    }

    @Test
    void mediaTypesAreComparedWithoutThem() {
      assertThat(HeaderParameters.is(" Text/HTML ; charset=x", "text/html")).isTrue();
      assertThat(HeaderParameters.is("text/html5", "text/html")).isFalse();
      assertThat(HeaderParameters.is(null, "text/html")).isFalse();
    }
  }

  @Nested
  class Hosts {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "null",
        textBlock =
            """
            example.com        | example.com | 80  | http://example.com/x
            example.com:       | example.com | 80  | http://example.com/x
            example.com:80     | example.com | 80  | http://example.com/x
            example.com:8080   | example.com | 8080 | http://example.com:8080/x
            127.0.0.1:443      | 127.0.0.1   | 443 | http://127.0.0.1:443/x
            [::1]              | [::1]       | 80  | http://[::1]/x
            [::1]:81           | [::1]       | 81  | http://[::1]:81/x
            a:99999            | a           | 80  | http://a/x
            a:b                | a           | 80  | http://a/x
            """)
    void areRead(String field, String host, int port, String url) {
      ServerAddress address = ServerAddress.parse(field);
      assertThat(address).isNotNull();
      assertThat(address.host()).isEqualTo(host);
      assertThat(address.port("http")).isEqualTo(port);
      assertThat(address.url("http", "/x")).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":80", "[::1", "[::1]x"})
    void whatIsNoneIsNone(String field) {
      assertThat(ServerAddress.parse(field)).isNull();
    }
  }

  @Nested
  class Boundaries {
    @Test
    void areFoundWhereverTheyStand() {
      Random random = new Random(2046);
      byte[] alphabet = "-ab\r\n".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 20_000; i++) {
        byte[] text = new byte[random.nextInt(60)];
        for (int n = 0; n < text.length; n++) {
          text[n] = alphabet[random.nextInt(alphabet.length)];
        }
        byte[] sequence = Arrays.copyOfRange(alphabet, random.nextInt(2), 3 + random.nextInt(3));
        String asText = new String(text, StandardCharsets.US_ASCII);
        assertThat(new BoundarySearch(sequence).find(text, 0, text.length))
            .isEqualTo(asText.indexOf(new String(sequence, StandardCharsets.US_ASCII)));
      }
    }
  }
}
