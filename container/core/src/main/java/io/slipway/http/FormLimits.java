package io.slipway.http;

/**
 * Bounds on what the container itself reads of a request: parameters, forms and parts.
 *
 * @param maxParameters of query and form together; more is 400
 * @param maxSize bytes of a form body, and of the fields of a multipart body together, -1 for no
 *     bound; more is 413
 * @param maxParts of a multipart body; more is 413
 * @param maxPartHeader bytes of the header of one part; more is 431
 */
public record FormLimits(int maxParameters, long maxSize, int maxParts, int maxPartHeader) {
  public static final FormLimits DEFAULT = new FormLimits(1_000, 2L << 20, 100, 8 << 10);
}
