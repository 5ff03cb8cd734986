package io.slipway.http;

import io.slipway.spi.RequestScope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webapp as its requests see it. Implemented by the runtime; thread safe, and nothing here is
 * computed per call that need not be.
 */
public interface AppContext {
  ServletContext servletContext();

  /** Empty for the root context, else beginning with a slash, decoded. */
  String contextPath();

  ClassLoader classLoader();

  RequestOptions options();

  /** {@code request-character-encoding} or {@code ServletContext.setRequestCharacterEncoding}. */
  @Nullable Charset requestEncoding();

  /**
   * {@code response-character-encoding} or {@code ServletContext.setResponseCharacterEncoding}.
   * Null where the webapp names none: then that of the {@linkplain #options options} is for its
   * writers.
   */
  @Nullable Charset responseEncoding();

  /**
   * {@code locale-encoding-mapping-list}, by full locale, then by language, then the container's
   * own; null where nothing is mapped.
   */
  @Nullable Charset encodingOf(Locale locale);

  /** For uploads; exists. */
  Path temporaryDirectory();

  SessionSupport sessions();

  SecuritySupport security();

  RequestListeners listeners();

  /** Threads that run requests which came in by this webapp. */
  RequestCount running();

  /**
   * A dispatcher for a path in this webapp, or null where it leads out of it.
   *
   * @param path beginning with a slash, encoded as in a URL, may have a query string
   */
  @Nullable RequestDispatcher dispatcher(String path);

  /**
   * The dispatch of an error page, or null where none fits: Servlet 6.1, 10.9.
   *
   * @param failure what was thrown, or null after {@code sendError}; a {@code ServletException}'s
   *     root cause is tried after itself
   */
  @Nullable ErrorDispatch errorDispatch(int status, @Nullable Throwable failure, Dispatch failed);

  /**
   * The dispatch of {@code AsyncContext.dispatch(path)}, dispatcher type ASYNC.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash or leads out of the
   *     webapp
   */
  Dispatch asyncDispatch(String path, Dispatch from);

  /** What surrounds the application code of requests; null where nothing does. */
  @Nullable RequestScope requestScope();

  /** Whether the server is about to end, and connections shall end with their responses. */
  boolean draining();

  /** Creates a component with injection: upgrade handlers, async listeners. */
  <T> T instantiate(Class<T> type) throws ServletException;

  /**
   * The webapp behind a servlet context, for dispatches across webapps; null where it is none of
   * this server's, or this webapp must not reach it.
   */
  @Nullable AppContext appOf(ServletContext context);
}
