package io.slipway.http;

import io.slipway.model.MultipartDef;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A servlet behind its filters for one dispatcher type, compiled when the webapp was frozen. Thread
 * safe.
 */
public interface Target {
  /** For {@code Allow}, where nobody knows better: all that a servlet may be asked, TRACE aside. */
  String ALL_METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH";

  /** Runs filters and servlet on the current thread, with the webapp's class loader in context. */
  void service(ServletRequest request, ServletResponse response)
      throws IOException, ServletException;

  String servletName();

  /**
   * For {@code Allow}, by the methods that an {@code HttpServlet} has; null if they cannot be told.
   * On a container thread: the servlet is loaded for it.
   */
  @Nullable String methods();

  /** The same for every target of a servlet. */
  TaskClass taskClass();

  /** Whether servlet and every filter in front of it support asynchronous processing. */
  boolean asyncSupported();

  @Nullable MultipartDef multipart();

  /**
   * {@code security-role-ref}: the role that a name used in code stands for, or null where none is
   * declared.
   */
  @Nullable String roleOf(String reference);
}
