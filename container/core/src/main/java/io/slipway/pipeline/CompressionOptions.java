package io.slipway.pipeline;

import java.util.List;

/**
 * gzip for responses that gain by it.
 *
 * @param enabled on by default
 * @param mimeTypes exact ({@code application/json}), by major type ({@code text/*}) or by
 *     structured suffix ({@code *+json}); by default text, JSON, XML and other types that gain by
 *     it
 * @param minSize a response that is known to have fewer bytes is sent as it is; 1,024 by default
 * @param level 1 (fast) to 9 (small); 5 by default
 */
public record CompressionOptions(boolean enabled, List<String> mimeTypes, int minSize, int level) {
  /** The defaults named above. */
  public static final CompressionOptions DEFAULT =
      new CompressionOptions(
          true,
          List.of(
              "text/*",
              "application/javascript",
              "application/json",
              "application/xml",
              "application/manifest+json",
              "application/wasm",
              "application/x-ndjson",
              "image/svg+xml",
              "image/x-icon",
              "font/ttf",
              "font/otf",
              "*+json",
              "*+xml"),
          1024,
          5);

  /**
   * @throws IllegalArgumentException if the level is not 1 to 9
   */
  public CompressionOptions {
    mimeTypes = List.copyOf(mimeTypes);
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("compression.level must be 1 to 9, not " + level);
    }
  }

  /** A copy with this {@link #enabled()}. */
  public CompressionOptions withEnabled(boolean on) {
    return new CompressionOptions(on, mimeTypes, minSize, level);
  }
}
