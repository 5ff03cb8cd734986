package io.slipway.http;

/**
 * Bounds on what the container itself reads of a request: parameters, forms and parts.
 *
 * @param maxParameters most parameters of query and form together; more is answered with 400; 1,000
 *     by default
 * @param maxSize most bytes of a form body, and of all fields of a multipart body together, -1 for
 *     no bound; more is answered with 413; 2 MB by default
 * @param maxParts most parts of a multipart body; more is answered with 413; 100 by default
 * @param maxPartHeader most bytes of the header of one part; more is answered with 431; 8 KB by
 *     default
 */
public record FormLimits(int maxParameters, long maxSize, int maxParts, int maxPartHeader) {
  /** The defaults named above. */
  public static final FormLimits DEFAULT = new FormLimits(1_000, 2L << 20, 100, 8 << 10);
}
