package io.slipway.http;

import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

/**
 * The dispatches of a request that run now, each in front of the one it came from: Servlet 6.1, 9.
 */
final class DispatchState {
  private Dispatch current;
  private Dispatch path;
  private @Nullable Saved saved;

  private record Saved(Dispatch current, @Nullable Saved below) {}

  DispatchState(Dispatch first) {
    current = first;
    path = pathOf(first);
  }

  Dispatch current() {
    return current;
  }

  /**
   * The dispatch whose paths the request shows: an include and a named dispatch change none (9.3.1,
   * 9.4).
   */
  Dispatch path() {
    return path;
  }

  void push(Dispatch dispatch) {
    saved = new Saved(current, saved);
    current = dispatch;
    path = pathOf(dispatch);
  }

  /** Returns the dispatch that has ended. */
  Dispatch pop() {
    if (saved == null) {
      throw new IllegalStateException("No dispatch to end but the first");
    }
    Dispatch ended = current;
    current = saved.current;
    saved = saved.below;
    path = pathOf(current);
    return ended;
  }

  /**
   * The query string of the path that is shown, or that of an earlier one where a dispatch came
   * without (9.1.1).
   */
  @Nullable String query() {
    for (Dispatch dispatch = path; dispatch != null; dispatch = dispatch.previous()) {
      if (dispatch.query() != null) {
        return showsPath(dispatch) ? dispatch.query() : queryBelow(dispatch);
      }
    }
    return null;
  }

  private static @Nullable String queryBelow(Dispatch include) {
    for (Dispatch dispatch = include.previous(); dispatch != null; dispatch = dispatch.previous()) {
      if (showsPath(dispatch) && dispatch.query() != null) {
        return dispatch.query();
      }
    }
    return null;
  }

  /** The request as the client made it. */
  Dispatch first() {
    return firstOf(current);
  }

  static Dispatch firstOf(Dispatch dispatch) {
    Dispatch first = dispatch;
    while (first.previous() != null) {
      first = first.previous();
    }
    return first;
  }

  /**
   * A dispatcher path made absolute in the webapp: {@code ServletRequest.getRequestDispatcher},
   * relative to the request's current path, and for an included servlet to the path it was included
   * with.
   *
   * @return null where it leads out of the webapp
   */
  @Nullable String absolute(String relative) {
    if (relative.startsWith("/")) {
      return relative;
    }
    Dispatch base = current.named() ? path : current;
    String here =
        base.pathInfo() == null ? base.servletPath() : base.servletPath() + base.pathInfo();
    int slash = here.lastIndexOf('/');
    // The dispatcher reads its path as it stands in a URL, while the path of the request is decoded
    return PathEncoding.encode(here.substring(0, slash + 1))
        .insert(0, slash < 0 ? "/" : "")
        .append(relative)
        .toString();
  }

  private static Dispatch pathOf(Dispatch dispatch) {
    Dispatch found = dispatch;
    while (!showsPath(found) && found.previous() != null) {
      found = found.previous();
    }
    return found;
  }

  private static boolean showsPath(Dispatch dispatch) {
    return dispatch.type() != DispatcherType.INCLUDE && !dispatch.named();
  }
}
