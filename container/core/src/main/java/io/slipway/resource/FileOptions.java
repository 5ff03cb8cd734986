package io.slipway.resource;

import java.nio.charset.Charset;
import java.time.Duration;

/**
 * How static files are served.
 *
 * @param cacheSize bytes of memory outside the heap for the content of small files and their
 *     compressed forms, of all webapps together; 0 to keep nothing; 32 MB by default
 * @param maxCachedFile size in bytes of the largest files that are kept; larger ones are sent from
 *     disk each time, but their compressed forms are kept up to sixteen times this size; 256 KB by
 *     default
 * @param revalidate how long a file in memory is sent without a look at the disk; zero to look each
 *     time; one second by default
 * @param precompressed whether {@code app.js.br}, {@code .zst} or {@code .gz} beside {@code
 *     app.js}, if it is not older, is sent to clients that accept it; on by default
 * @param listings whether a folder without a welcome file is listed; off by default
 * @param followLinks whether symbolic links may lead out of the webapp's folder; off by default
 * @param charset character encoding of {@code text/*} unless {@code web.xml} or the application
 *     names another; empty to send none; {@code utf-8} by default
 */
public record FileOptions(
    long cacheSize,
    int maxCachedFile,
    Duration revalidate,
    boolean precompressed,
    boolean listings,
    boolean followLinks,
    String charset) {
  /** The defaults named above. */
  public static final FileOptions DEFAULT =
      new FileOptions(32L << 20, 256 << 10, Duration.ofSeconds(1), true, false, false, "utf-8");

  private static final int CODED = 16;

  /**
   * @throws IllegalArgumentException if a size or time is negative, or Java does not know the
   *     charset
   */
  public FileOptions {
    if (cacheSize < 0 || maxCachedFile < 0 || revalidate.isNegative()) {
      throw new IllegalArgumentException(
          "the sizes and times of static files must not be negative");
    }
    if (!charset.isEmpty() && !Charset.isSupported(charset)) {
      throw new IllegalArgumentException("static-files.charset: Java does not know " + charset);
    }
  }

  long revalidateNanos() {
    return revalidate.toNanos();
  }

  /** The most bytes of a file whose coded forms are kept. */
  long maxCodedFile() {
    return Math.min((long) maxCachedFile * CODED, cacheSize);
  }

  /** A copy with this {@link #cacheSize()}. */
  public FileOptions withCacheSize(long bytes) {
    return new FileOptions(
        bytes, maxCachedFile, revalidate, precompressed, listings, followLinks, charset);
  }

  /** A copy with this {@link #maxCachedFile()}. */
  public FileOptions withMaxCachedFile(int bytes) {
    return new FileOptions(
        cacheSize, bytes, revalidate, precompressed, listings, followLinks, charset);
  }

  /** A copy with this {@link #revalidate()}. */
  public FileOptions withRevalidate(Duration time) {
    return new FileOptions(
        cacheSize, maxCachedFile, time, precompressed, listings, followLinks, charset);
  }

  /** A copy with this {@link #listings()}. */
  public FileOptions withListings(boolean on) {
    return new FileOptions(
        cacheSize, maxCachedFile, revalidate, precompressed, on, followLinks, charset);
  }

  /** A copy with this {@link #followLinks()}. */
  public FileOptions withFollowLinks(boolean on) {
    return new FileOptions(
        cacheSize, maxCachedFile, revalidate, precompressed, listings, on, charset);
  }
}
