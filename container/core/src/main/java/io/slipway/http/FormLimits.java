package io.slipway.http;

/**
 * Bounds on what the container itself reads of a request: parameters, forms and parts.
 *
 * @param maxParameters most parameters of query and form together; more is answered with 400
 * @param maxSize most bytes of a form body, and of all fields of a multipart body together, -1 for
 *     no bound; more is answered with 413
 * @param maxParts most parts of a multipart body; more is answered with 413
 * @param maxPartHeader most bytes of the header of one part; more is answered with 431
 */
public record FormLimits(int maxParameters, long maxSize, int maxParts, int maxPartHeader) {
  public static final FormLimits DEFAULT = new FormLimits(1_000, 2L << 20, 100, 8 << 10);
}
