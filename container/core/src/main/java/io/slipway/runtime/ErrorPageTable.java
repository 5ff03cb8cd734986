package io.slipway.runtime;

import io.slipway.model.ErrorPageDef;
import jakarta.servlet.ServletException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error pages of a webapp, and which of them answers: Servlet 6.1, 10.9.2. Immutable. */
final class ErrorPageTable {
  private final Map<Integer, String> byStatus = new HashMap<>();
  private final Map<String, String> byException = new HashMap<>();
  private final @Nullable String forAll;

  ErrorPageTable(List<ErrorPageDef> pages) {
    String all = null;
    for (ErrorPageDef page : pages) {
      if (page instanceof ErrorPageDef.ForStatus p) {
        byStatus.putIfAbsent(p.status(), p.location());
      } else if (page instanceof ErrorPageDef.ForException p) {
        byException.putIfAbsent(p.className(), p.location());
      } else {
        all = all == null ? page.location() : all;
      }
    }
    forAll = all;
  }

  /**
   * @param shown the exception that the page is about: the one it was found by, else the innermost
   */
  record Located(String location, @Nullable Throwable shown) {}

  /**
   * The nearest class counts; a {@code ServletException} without a page of its own stands for its
   * root cause.
   */
  @Nullable Located locate(int status, @Nullable Throwable failure) {
    Throwable shown = failure;
    while (shown != null) {
      String page = forClass(shown.getClass());
      if (page != null) {
        return new Located(page, shown);
      }
      if (!(shown instanceof ServletException wrapper) || wrapper.getRootCause() == null) {
        break;
      }
      shown = wrapper.getRootCause();
    }
    String page = byStatus.get(status);
    page = page == null ? forAll : page;
    return page == null ? null : new Located(page, shown);
  }

  private @Nullable String forClass(Class<?> thrown) {
    for (Class<?> type = thrown; type != null; type = type.getSuperclass()) {
      String page = byException.get(type.getName());
      if (page != null) {
        return page;
      }
    }
    return null;
  }
}
