package io.slipway.bench;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.FormEncodedDataDefinition;
import io.undertow.server.handlers.form.FormParserFactory;
import io.undertow.server.handlers.form.MultiPartParserDefinition;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.undertow.server.session.InMemorySessionManager;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionAttachmentHandler;
import io.undertow.server.session.SessionCookieConfig;
import io.undertow.util.DateUtils;
import io.undertow.util.Headers;
import io.undertow.util.MimeMappings;
import io.undertow.util.Sessions;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import webapp.Servlets;

/**
 * The same answers without servlets: handlers of undertow-core on the IO thread, written for just
 * these requests, and files in memory. The limit, not a competitor. Arguments: port, folder.
 */
final class RawPeer {
  private static final int MAX_IN_MEMORY = 256 * 1024;

  private static final FormParserFactory FORMS =
      FormParserFactory.builder(false)
          .addParsers(new FormEncodedDataDefinition(), partsInMemory())
          .build();

  private RawPeer() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    HttpHandler files = files(folder, new ResourceHandler(new PathResourceManager(folder)));
    ExecutorService pool = Servlets.Async.pool();
    HttpHandler handler =
        new PathHandler(files)
            .addExactPath("/hello", RawPeer::hello)
            .addExactPath("/chain", RawPeer::hello)
            .addExactPath("/forward", RawPeer::hello)
            .addExactPath("/json", RawPeer::json)
            .addExactPath("/page", UndertowPeer.gzip(RawPeer::page))
            .addExactPath("/form", RawPeer::form)
            .addExactPath("/upload", RawPeer::upload)
            .addExactPath("/echo", RawPeer::echo)
            .addExactPath("/async", exchange -> exchange.dispatch(pool, () -> hello(exchange)))
            .addExactPath(
                "/session",
                new SessionAttachmentHandler(
                    RawPeer::session,
                    new InMemorySessionManager("bench"),
                    new SessionCookieConfig()));
    UndertowPeer.serve(args[0], handler);
  }

  private static void hello(HttpServerExchange exchange) {
    plain(exchange, "Hello, World!");
  }

  private static void plain(HttpServerExchange exchange, String text) {
    send(exchange, "text/plain;charset=UTF-8", text);
  }

  private static void send(HttpServerExchange exchange, String type, String text) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(text);
  }

  private static void json(HttpServerExchange exchange) {
    StringBuilder json = new StringBuilder("{\"path\":\"").append(exchange.getRequestPath());
    json.append("\",\"squares\":[1");
    for (int i = 2; i <= 20; i++) {
      json.append(',').append(i * i);
    }
    send(exchange, "application/json", json.append("]}").toString());
  }

  private static void page(HttpServerExchange exchange) {
    StringBuilder out = new StringBuilder(24 * 1024);
    out.append("<!DOCTYPE html><title>Items</title><table>\n");
    for (int i = 1; i <= 300; i++) {
      out.append("<tr><td>").append(i).append("</td><td class=\"name\">Item ");
      out.append(i * 37 % 1000).append("</td></tr>\n");
    }
    send(exchange, "text/html;charset=UTF-8", out.append("</table>\n").toString());
  }

  private static void session(HttpServerExchange exchange) {
    Session session = Sessions.getOrCreateSession(exchange);
    Integer seen = (Integer) session.getAttribute("seen");
    session.setAttribute("seen", seen == null ? 1 : seen + 1);
    plain(exchange, "seen");
  }

  private static void echo(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (done, body) -> {
              done.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/octet-stream");
              done.getResponseSender().send(ByteBuffer.wrap(body));
            });
  }

  private static MultiPartParserDefinition partsInMemory() {
    MultiPartParserDefinition definition = new MultiPartParserDefinition();
    definition.setFileSizeThreshold(1 << 20);
    return definition;
  }

  private static void form(HttpServerExchange exchange) throws Exception {
    FORMS
        .createParser(exchange)
        .parse(
            parsed -> {
              FormData data = parsed.getAttachment(FormDataParser.FORM_DATA);
              int length = 0;
              for (String name : data) {
                length += data.getFirst(name).getValue().length();
              }
              plain(parsed, "characters=" + length);
            });
  }

  private static void upload(HttpServerExchange exchange) throws Exception {
    FORMS
        .createParser(exchange)
        .parse(
            parsed -> {
              FormData.FormValue file =
                  parsed.getAttachment(FormDataParser.FORM_DATA).getFirst("file");
              int read = 0;
              byte[] buffer = new byte[8192];
              try (InputStream in = file.getFileItem().getInputStream()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  read += n;
                }
              }
              plain(parsed, file.getFileName() + " " + read);
            });
  }

  private record InMemory(
      String type, Date modified, ByteBuffer content, @Nullable ByteBuffer gzip) {}

  private static HttpHandler files(Path folder, HttpHandler large) throws IOException {
    Map<String, InMemory> known = new HashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      if (Files.size(file) <= MAX_IN_MEMORY) {
        String name = file.getFileName().toString();
        String type = MimeMappings.DEFAULT.getMimeType(name.substring(name.lastIndexOf('.') + 1));
        byte[] content = Files.readAllBytes(file);
        Date modified = new Date(Files.getLastModifiedTime(file).toMillis());
        boolean gzip = content.length >= UndertowPeer.GZIP_FROM;
        known.put(
            "/" + name,
            new InMemory(type, modified, direct(content), gzip ? direct(gzip(content)) : null));
      }
    }
    return exchange -> {
      InMemory file = known.get(exchange.getRequestPath());
      if (file == null) {
        large.handleRequest(exchange);
      } else {
        answer(exchange, file);
      }
    };
  }

  private static void answer(HttpServerExchange exchange, InMemory file) {
    var fields = exchange.getResponseHeaders();
    fields.put(Headers.LAST_MODIFIED, DateUtils.toDateString(file.modified));
    if (!DateUtils.handleIfModifiedSince(exchange, file.modified)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED).endExchange();
      return;
    }
    fields.put(Headers.CONTENT_TYPE, file.type);
    String accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING);
    ByteBuffer content = file.content;
    if (file.gzip != null && accepted != null && accepted.contains("gzip")) {
      fields.put(Headers.CONTENT_ENCODING, "gzip");
      content = file.gzip;
    }
    exchange.getResponseSender().send(content.duplicate());
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
