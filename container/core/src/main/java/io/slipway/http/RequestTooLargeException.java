package io.slipway.http;

import java.io.IOException;

/** A body is longer than {@link RequestOptions#maxBodySize} allows: 413. */
final class RequestTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  RequestTooLargeException(long limit) {
    super("The request body is larger than limits.max-body-size (" + limit + " bytes) allows");
  }
}
