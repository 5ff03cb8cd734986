package io.slipway.resource;

import io.slipway.resource.FileEntry.Choice;
import io.slipway.resource.FileEntry.Way;
import io.slipway.spi.ContentCodings;
import io.slipway.wire.ResponseHead;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * The static files of a webapp: what {@link DefaultServlet} serves, and answered without it where
 * nothing stands in front of it and the file is known. Thread safe.
 */
public final class StaticFiles implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway.resource");

  private final WebappResources resources;
  private final FileOptions options;
  private final FileCache cache;

  /**
   * The resources belong to the caller, who closes them.
   *
   * @param memory of the container
   * @param codings of the compression in front of the webapp
   */
  public StaticFiles(
      WebappResources resources, FileOptions options, FileMemory memory, ContentCodings codings) {
    this.resources = resources;
    this.options = options;
    this.cache = new FileCache(resources, options, memory, codings);
  }

  /** Where they are. */
  public WebappResources resources() {
    return resources;
  }

  FileOptions options() {
    return options;
  }

  FileCache cache() {
    return cache;
  }

  /**
   * Answers on the IO thread, without waiting, if that can be done: a whole file, one range of it
   * or 304, for a file that the servlet has served before. What is large is sent from disk by the
   * kernel.
   *
   * @param path canonical, decoded, within the webapp, not hidden; with a welcome file's name
   * @return false if nothing has been done: it is for the servlet
   */
  public boolean answer(HttpServerExchange exchange, String path) {
    boolean get = exchange.getRequestMethod().equals(Methods.GET);
    if (!get && !exchange.getRequestMethod().equals(Methods.HEAD)
        || !exchange.isRequestComplete()) {
      return false;
    }
    FileEntry entry = cache.known(path);
    if (entry == null) {
      return false;
    }
    HeaderMap sent = exchange.getRequestHeaders();
    RequestFields request = RequestFields.of(sent);
    Choice choice = entry.choose(request, get && sent.contains(Headers.RANGE));
    Form form = choice.way() == Way.KEPT ? entry.form(choice.coding()) : null;
    if (form == null) {
      return false;
    }
    FileAnswer answer = FileAnswer.of(request, get, entry, form);
    if (!answer.hasBody() && answer.status() != 304 || answer.hasParts()) {
      return false;
    }
    if (!get || !answer.hasBody()) {
      respond(exchange, answer);
      exchange.endExchange();
      return true;
    }
    ByteBuffer content = form.content();
    if (content == null) {
      return sendFromDisk(exchange, answer);
    }
    respond(exchange, answer);
    FileSender.send(exchange, content.slice((int) answer.first(), (int) answer.length()));
    return true;
  }

  private static boolean sendFromDisk(HttpServerExchange exchange, FileAnswer answer) {
    FileChannel file = open(answer.form());
    if (file == null) {
      return false;
    }
    if (answer.length() >= ResourceBody.TRANSFER_FROM) {
      respond(exchange, answer);
      FileSender.send(exchange, file, answer.form().source(), answer.first(), answer.length());
      return true;
    }
    ByteBuffer part = ByteBuffer.allocate((int) answer.length());
    try (file) {
      if (file.read(part, answer.first()) < part.capacity() || answer.form().source().changed()) {
        return false;
      }
    } catch (IOException e) {
      LOG.debugf(e, "%s cannot be read", answer.form().source().path());
      return false;
    }
    respond(exchange, answer);
    FileSender.send(exchange, part.flip());
    return true;
  }

  private static void respond(HttpServerExchange exchange, FileAnswer answer) {
    HeaderMap fields = exchange.getResponseHeaders();
    answer.describe(fields::add);
    String type = answer.entry().type();
    if (type != null) {
      fields.put(Headers.CONTENT_TYPE, type);
    }
    if (answer.status() != 200) {
      exchange.setStatusCode(answer.status());
    }
    if (answer.hasBody()) {
      exchange.setResponseContentLength(answer.length());
    }
    ResponseHead.complete(exchange);
  }

  /** Null if it is not the file that was looked up any more, or cannot be sent from disk. */
  private static @Nullable FileChannel open(Form form) {
    Path path = form.source().file();
    if (path == null) {
      return null;
    }
    FileChannel file = null;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
      if (file.size() == form.length()) {
        return file;
      }
    } catch (IOException e) {
      LOG.debugf(e, "%s cannot be opened", path);
    }
    IoUtils.safeClose(file);
    return null;
  }

  @Override
  public void close() {
    cache.close();
  }
}
