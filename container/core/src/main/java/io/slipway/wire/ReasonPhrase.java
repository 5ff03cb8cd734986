package io.slipway.wire;

import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Reason phrases as RFC 9110, 15 has them: some of Undertow's are those of its predecessors. */
public final class ReasonPhrase {
  private ReasonPhrase() {}

  /** "Unknown" for a status that is in no RFC that Undertow knows. */
  public static String of(int status) {
    String newer = newer(status);
    return newer == null ? StatusCodes.getReason(status) : newer;
  }

  /** Null where Undertow's is the same. */
  static @Nullable String newer(int status) {
    return switch (status) {
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 416 -> "Range Not Satisfiable";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 425 -> "Too Early";
      case 451 -> "Unavailable For Legal Reasons";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> null;
    };
  }
}
