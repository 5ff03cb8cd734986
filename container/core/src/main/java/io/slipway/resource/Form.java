package io.slipway.resource;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is, or in one content coding.
 *
 * @param coding null for the plain form
 * @param etag strong, of this form alone
 * @param content all of it, in direct memory; null if it is read from {@code source}. Never changed
 *     and never released by hand: whoever sends it works on a duplicate, and the collector frees it
 *     when nobody does any more
 */
record Form(
    @Nullable String coding,
    String etag,
    long length,
    @Nullable ByteBuffer content,
    Resource source) {
  static Form inMemory(@Nullable String coding, String etag, byte[] bytes, Resource source) {
    ByteBuffer content =
        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    return new Form(coding, etag, bytes.length, content, source);
  }

  static Form onDisk(@Nullable String coding, String etag, Resource source) {
    return new Form(coding, etag, source.length(), null, source);
  }

  /** {@code "5-1f"} and {@code gzip} to {@code "5-1f-gzip"}. */
  static String etag(String plain, String coding) {
    return plain.substring(0, plain.length() - 1) + '-' + coding + '"';
  }

  long memory() {
    return content == null ? 0 : content.capacity();
  }
}
