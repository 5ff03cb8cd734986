package io.slipway.spi;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the compression in front of a webapp does, for code that keeps encoded forms itself: both
 * have to decide alike. Thread safe and without locks.
 */
public interface ContentCodings {
  /** Nothing is ever coded. */
  ContentCodings NONE =
      new ContentCodings() {
        @Override
        public List<ContentCoding> all() {
          return List.of();
        }

        @Override
        public boolean gains(String path, String type, long length) {
          return false;
        }

        @Override
        public boolean forbids(String path, @Nullable String type) {
          return true;
        }

        @Override
        public @Nullable String choose(List<String> acceptEncoding, Collection<String> offered) {
          return null;
        }

        @Override
        public boolean acceptsPlain(List<String> acceptEncoding) {
          return true;
        }
      };

  /** The codings that can be made here, the best first. */
  List<ContentCoding> all();

  /**
   * Whether a body is worth coding.
   *
   * @param path below the context
   * @param type the field {@code Content-Type}
   * @param length in bytes, -1 if it is not known
   */
  boolean gains(String path, String type, long length);

  /**
   * Whether a body must not be coded whatever its length: compression is off, or a rule says so.
   */
  boolean forbids(String path, @Nullable String type);

  /**
   * What the client likes best: RFC 9110, 12.5.3.
   *
   * @param acceptEncoding the lines of the field; empty if it was not sent
   * @param offered tokens, the best first
   * @return one of those offered, null for the plain form
   */
  @Nullable String choose(List<String> acceptEncoding, Collection<String> offered);

  /** False for {@code identity;q=0} and what means the same. */
  boolean acceptsPlain(List<String> acceptEncoding);
}
