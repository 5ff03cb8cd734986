package io.slipway.http;

import static io.slipway.http.HttpHarness.body;
import static io.slipway.http.HttpHarness.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The encoding of a response, and what its writer makes of text. */
class ResponseWriterTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  @Test
  void encodingRules() throws IOException {
    web.localeEncodings.put(Locale.JAPANESE, java.nio.charset.Charset.forName("Shift_JIS"));
    List<String> seen = new ArrayList<>();
    String answer =
        web.answer(
            (request, response) -> {
              seen.add(response.getCharacterEncoding());
              response.setLocale(Locale.JAPANESE);
              seen.add(response.getCharacterEncoding());
              response.setContentType("text/html; charset=utf-8; x=y");
              seen.add(response.getContentType());
              response.setLocale(Locale.JAPANESE);
              seen.add(response.getCharacterEncoding());
              response.setCharacterEncoding((String) null);
              seen.add(response.getContentType());
              response.setCharacterEncoding(StandardCharsets.UTF_16BE);
              PrintWriter writer = response.getWriter();
              response.setCharacterEncoding("UTF-8");
              response.setContentType("text/plain;charset=UTF-8");
              seen.add(response.getContentType());
              writer.print("\u00e4");
            });
    assertThat(seen)
        .containsExactly(
            "ISO-8859-1",
            "Shift_JIS",
            "text/html; x=y;charset=utf-8",
            "utf-8",
            "text/html; x=y",
            "text/plain;charset=UTF-16BE");
    assertThat(body(answer)).isEqualTo("\u0000\u00e4");
    assertThat(header(answer, "Content-Language")).isEqualTo("ja");
  }

  @Test
  void theWriterEncodesEverything() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("a\u00e9\u20ac\ud83d\ude00");
    }
    for (String charset : List.of("UTF-8", "UTF-16LE", "GB18030")) {
      web.serve(
          "/" + charset,
          (request, response) -> {
            response.setCharacterEncoding(charset);
            PrintWriter writer = response.getWriter();
            for (int i = 0; i < text.length(); i++) {
              writer.write(text.charAt(i));
            }
            writer.write(text.toString());
            writer.printf("%d", 7).append('c').println();
          });
    }
    web.start();
    for (String charset : List.of("UTF-8", "UTF-16LE", "GB18030")) {
      byte[] bytes = body(web.get("/" + charset)).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new String(bytes, charset))
          .isEqualTo(
              text.toString() + text + String.format("%d", 7) + "c" + System.lineSeparator());
    }
    String latin =
        body(
            web.serve("/latin", (request, response) -> response.getWriter().print("\u00e4\u20ac"))
                .get("/latin"));
    assertThat(latin).isEqualTo("\u00e4?");
  }

  @Test
  void textInPiecesIsEncodedAsOne() throws IOException {
    // Halves of surrogate pairs, a byte order mark and shift sequences span the pieces
    String text = "\ud83d\ude00a\u65e5\u672c";
    for (String charset : List.of("UTF-8", "UTF-16", "ISO-2022-JP", "ISO-8859-1", "US-ASCII")) {
      web.serve(
          "/" + charset,
          (request, response) -> {
            response.setCharacterEncoding(charset);
            PrintWriter writer = response.getWriter();
            for (int times = 0; times < 2000; times++) {
              for (int i = 0; i < text.length(); i++) {
                writer.append(text, i, i + 1);
              }
              writer.print(times);
              writer.print((long) times);
              writer.print(new char[] {'x', '\ud83d'});
              writer.print('\ude00');
            }
            writer.print("end\ud83d");
          });
    }
    web.start();
    StringBuilder whole = new StringBuilder();
    for (int times = 0; times < 2000; times++) {
      whole.append(text).append(times).append(times).append("x\ud83d\ude00");
    }
    whole.append("end\ud83d");
    for (String charset : List.of("UTF-8", "UTF-16", "ISO-2022-JP", "ISO-8859-1", "US-ASCII")) {
      assertThat(body(web.get("/" + charset)).getBytes(StandardCharsets.ISO_8859_1))
          .as(charset)
          .isEqualTo(whole.toString().getBytes(charset));
    }
  }

  @Test
  void heldTextKeepsItsPlace() throws IOException {
    web.serve(
            "/reset",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("go");
              writer.print("ne");
              response.reset();
              writer.print("o");
              writer.print("ld");
              response.getOutputStream().print(" stream ");
              writer.print("end");
            })
        .serve(
            "/length",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("a");
              writer.print("bc");
              response.setContentLength(5);
              writer.print("d");
              assertThat(response.isCommitted()).isFalse();
              writer.print("e");
              assertThat(response.isCommitted()).isTrue();
              writer.print("ignored");
            })
        .serve(
            "/full",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              for (int i = 0; i < response.getBufferSize(); i++) {
                writer.print('x');
              }
              assertThat(response.isCommitted()).isFalse();
              assertThatThrownBy(() -> response.setBufferSize(200))
                  .isInstanceOf(IllegalStateException.class);
              writer.print('x');
              assertThat(response.isCommitted()).isTrue();
            })
        .serve(
            "/closed",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("a");
              writer.print("b");
              assertThat(writer.checkError()).isFalse();
              assertThat(response.isCommitted()).isTrue();
              writer.print("c");
              writer.close();
              writer.print("late");
              assertThat(writer.checkError()).isTrue();
            })
        .start();
    assertThat(body(web.get("/reset"))).isEqualTo("old stream end");
    assertThat(body(web.get("/length"))).isEqualTo("abcde");
    assertThat(body(web.get("/full"))).isEqualTo("x".repeat(web.options.responseBufferSize() + 1));
    assertThat(body(web.get("/closed"))).isEqualTo("abc");
  }

  @Test
  void anUnknownEncodingFailsOnlyTheWriter() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setContentType("text/x;charset=nonsense");
              assertThatThrownBy(response::getWriter)
                  .isInstanceOf(java.io.UnsupportedEncodingException.class);
              response.getOutputStream().print("ok");
            });
    assertThat(header(answer, "Content-Type")).isEqualTo("text/x;charset=nonsense");
  }
}
