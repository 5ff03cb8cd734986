package io.slipway.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request.
 *
 * @param headers each a line without its end
 * @param answer what the body must be, once it is no longer compressed
 * @param ramp requests before each measured stretch
 * @param connections that ask at once
 * @param session whether each connection has a session
 */
record Scenario(
    String name,
    String method,
    String path,
    List<String> headers,
    byte[] body,
    int status,
    byte[] answer,
    int ramp,
    int connections,
    boolean session) {
  private static final int MANY = 32;
  private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

  /** Files of the webapp, by name. */
  static final Map<String, byte[]> FILES = files();

  private static final byte[] HELLO = bytes("Hello, World!");
  private static final byte[] FORM =
      bytes(
          "first=Ada&last=Lovelace&email=ada%40example.org&street=12+St.+James%27s+Sq.&city=London"
              + "&zip=SW1Y+4JH&country=United+Kingdom&phone=%2B44+20+7946+0000&agree=yes"
              + "&comment=The+engine+weaves+algebraic+patterns+%26+leaves");

  static List<Scenario> all() {
    byte[] random = new byte[4096];
    new Random(6).nextBytes(random);
    return List.of(
        get("hello", "/hello", HELLO),
        get("json", "/json", json()),
        get("chain", "/chain", HELLO),
        get("forward", "/forward", HELLO),
        get("session", "/session", bytes("seen")).inSession(),
        post(
            "form",
            "/form",
            "application/x-www-form-urlencoded",
            FORM,
            bytes("characters=" + characters())),
        post("echo", "/echo", "application/octet-stream", random, random),
        get("page", "/page", page()),
        get("page-gzip", "/page", page(), "Accept-Encoding: gzip").of(200, MANY),
        get("async", "/async", HELLO),
        upload(),
        file("small", "small.txt"),
        file("style", "style.css"),
        file("app-gzip", "app.js", "Accept-Encoding: gzip").of(100, MANY),
        new Scenario(
            "not-modified",
            "GET",
            "/style.css",
            List.of("If-Modified-Since: " + DATE),
            new byte[0],
            304,
            new byte[0],
            1_000,
            MANY,
            false),
        file("image", "image.bin").of(100, MANY),
        file("big", "big.bin").of(8, 4),
        get("hello-h2c", "/hello", HELLO));
  }

  /** Whether it goes over HTTP/2, by prior knowledge. */
  boolean http2() {
    return name.endsWith("-h2c");
  }

  /** Whether a server without servlets can answer it. */
  boolean isOfFile() {
    return FILES.containsKey(path.substring(1));
  }

  private static Scenario get(String name, String path, byte[] answer, String... headers) {
    return new Scenario(
        name, "GET", path, List.of(headers), new byte[0], 200, answer, 1_000, MANY, false);
  }

  private static Scenario file(String name, String file, String... headers) {
    return get(name, "/" + file, Objects.requireNonNull(FILES.get(file)), headers);
  }

  private static Scenario post(String name, String path, String type, byte[] body, byte[] answer) {
    return new Scenario(
        name,
        "POST",
        path,
        List.of("Content-Type: " + type, "Content-Length: " + body.length),
        body,
        200,
        answer,
        1_000,
        MANY,
        false);
  }

  private static Scenario upload() {
    byte[] file = new byte[32 * 1024];
    new Random(7).nextBytes(file);
    byte[] before =
        bytes(
            "--7d1f\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA picture\r\n--7d1f\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n");
    byte[] after = bytes("\r\n--7d1f--\r\n");
    byte[] body = Arrays.copyOf(before, before.length + file.length + after.length);
    System.arraycopy(file, 0, body, before.length, file.length);
    System.arraycopy(after, 0, body, before.length + file.length, after.length);
    return post(
            "upload",
            "/upload",
            "multipart/form-data; boundary=7d1f",
            body,
            bytes("a.bin " + file.length))
        .of(250, MANY);
  }

  private Scenario of(int ramp, int connections) {
    return new Scenario(
        name, method, path, headers, body, status, answer, ramp, connections, session);
  }

  private Scenario inSession() {
    return new Scenario(name, method, path, headers, body, status, answer, ramp, connections, true);
  }

  /** The request on the wire. */
  byte[] request(@Nullable String cookie) {
    StringBuilder head = new StringBuilder(method).append(' ').append(path);
    head.append(" HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (cookie != null) {
      head.append("Cookie: ").append(cookie).append("\r\n");
    }
    byte[] start = bytes(head.append("\r\n").toString());
    byte[] request = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return request;
  }

  /** What is wrong with an answer, or null. */
  @Nullable String wrong(Load.Answer given) throws IOException {
    boolean wantsGzip = headers.contains("Accept-Encoding: gzip");
    boolean gzip = given.header("content-encoding").equals("gzip");
    if (given.status() != status) {
      return "status " + given.status();
    }
    if (gzip != wantsGzip) {
      return "Content-Encoding \"" + given.header("content-encoding") + '"';
    }
    byte[] content = given.body();
    if (gzip) {
      content = new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
    }
    return Arrays.equals(content, answer)
        ? null
        : content.length + " bytes, not the " + answer.length + " that were wanted";
  }

  private static int characters() {
    int characters = 0;
    for (String field : new String(FORM, StandardCharsets.UTF_8).split("&")) {
      String value = field.substring(field.indexOf('=') + 1);
      characters += URLDecoder.decode(value, StandardCharsets.UTF_8).length();
    }
    return characters;
  }

  private static byte[] json() {
    StringBuilder json = new StringBuilder("{\"path\":\"/json\",\"squares\":[1");
    for (int i = 2; i <= 20; i++) {
      json.append(',').append(i * i);
    }
    return bytes(json.append("]}").toString());
  }

  private static byte[] page() {
    StringBuilder page = new StringBuilder("<!DOCTYPE html><title>Items</title><table>\n");
    for (int i = 1; i <= 300; i++) {
      page.append("<tr><td>").append(i).append("</td><td class=\"name\">Item ");
      page.append(i * 37 % 1000).append("</td></tr>\n");
    }
    return bytes(page.append("</table>\n").toString());
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("small.txt", text(1024, "The %s of the %s is %d.\n"));
    files.put("style.css", text(10 * 1024, ".%s > .%s { padding: %dpx; }\n"));
    files.put("app.js", text(100 * 1024, "function %s(%s) { return %d; }\n"));
    files.put("image.bin", random(1 << 20));
    files.put("big.bin", random(100 << 20));
    return files;
  }

  /** Text that can be compressed as sources can. */
  private static byte[] text(int size, String line) {
    String[] words =
        "width color value index list node margin state update event parent".split(" ");
    Random random = new Random(size);
    StringBuilder text = new StringBuilder(size + 100);
    while (text.length() < size) {
      String first = words[random.nextInt(words.length)];
      String second = words[random.nextInt(words.length)];
      text.append(line.formatted(first, second, random.nextInt(1000)));
    }
    return bytes(text.substring(0, size));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
