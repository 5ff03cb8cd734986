package io.slipway.pipeline;

import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What is compressed, and how: decided alike for responses that pass the stage and for files whose
 * coded forms are kept.
 */
final class Compression implements ContentCodings {
  private final MimePatterns types;
  private final int minSize;
  private final BiPredicate<String, @Nullable String> untouched;
  private final List<ContentCoding> codings;
  private final List<String> tokens;

  /**
   * @param more beside gzip, the best first
   * @param untouched by path and type, what a rule keeps from being transformed
   */
  Compression(
      CompressionOptions options,
      List<ContentCoding> more,
      BiPredicate<String, @Nullable String> untouched) {
    this.types = new MimePatterns(options.mimeTypes());
    this.minSize = options.minSize();
    this.untouched = untouched;
    List<ContentCoding> all = new ArrayList<>(more);
    all.add(new GzipCoding());
    this.codings = List.copyOf(all);
    this.tokens = codings.stream().map(ContentCoding::token).toList();
  }

  @Override
  public List<ContentCoding> all() {
    return codings;
  }

  List<String> tokens() {
    return tokens;
  }

  /** One of {@link #tokens}. */
  ContentCoding coding(String token) {
    return codings.get(tokens.indexOf(token));
  }

  boolean isListed(String type) {
    return types.matches(type);
  }

  boolean isTooSmall(long length) {
    return length >= 0 && length < minSize;
  }

  @Override
  public boolean gains(String path, String type, long length) {
    return isListed(type) && !isTooSmall(length) && !forbids(path, type);
  }

  @Override
  public boolean forbids(String path, @Nullable String type) {
    return untouched.test(path, type);
  }

  @Override
  public @Nullable String choose(List<String> acceptEncoding, Collection<String> offered) {
    return AcceptEncoding.of(acceptEncoding).choose(offered);
  }

  @Override
  public boolean acceptsPlain(List<String> acceptEncoding) {
    return AcceptEncoding.of(acceptEncoding).identity();
  }
}
