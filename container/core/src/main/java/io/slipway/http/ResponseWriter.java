package io.slipway.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a response: Servlet 6.1, 5.6. Pages are written in very many very small pieces. So
 * the pieces are collected as text, and encoded some thousand characters at a time: both is what
 * the JDK does best, and neither takes a lock or an object for each piece. Whoever looks at the
 * body's bytes asks for what is held here first ({@link BodyOutput#hold}).
 *
 * <p>Used by one thread at a time, as the response is.
 */
final class ResponseWriter extends LocklessWriter {
  /** Characters that are held at most. Few enough to stay in the processor's nearest cache. */
  private static final int MOST_HELD = 4096;

  /** A longer piece is encoded bit by bit. */
  private static final int MOST_AT_ONCE = 1 << 16;

  private static final int LONGEST_INT = 11;
  private static final int LONGEST_LONG = 20;

  private final BodyOutput out;
  private final Charset charset;

  /** For encodings that cannot be encoded piece by piece without memory; else null. */
  private final @Nullable StreamedEncoder streamed;

  private final StringBuilder text = new StringBuilder(0);

  /**
   * Characters that {@link #text} may hold, and not more bytes than the output's buffer has room
   * for. 0 where the output has to be asked first.
   */
  private int limit;

  private boolean begun;
  private boolean failed;
  private boolean closed;

  ResponseWriter(BodyOutput out, Charset charset) {
    this.out = out;
    this.charset = charset;
    this.streamed = isPlain(charset) ? null : new StreamedEncoder(charset);
  }

  private static boolean isPlain(Charset charset) {
    return charset.equals(StandardCharsets.UTF_8)
        || charset.equals(StandardCharsets.ISO_8859_1)
        || charset.equals(StandardCharsets.US_ASCII);
  }

  // ---- writing ----

  @Override
  public void write(String piece) {
    if (piece.length() <= limit - text.length()) {
      text.append(piece);
    } else {
      overflow(piece);
    }
  }

  @Override
  public void write(int c) {
    if (text.length() < limit) {
      text.append((char) c);
    } else {
      overflow(String.valueOf((char) c));
    }
  }

  @Override
  public void print(int i) {
    if (LONGEST_INT <= limit - text.length()) {
      text.append(i);
    } else {
      overflow(Integer.toString(i));
    }
  }

  @Override
  public void print(long l) {
    if (LONGEST_LONG <= limit - text.length()) {
      text.append(l);
    } else {
      overflow(Long.toString(l));
    }
  }

  /** A piece that cannot be held without asking. */
  private void overflow(String piece) {
    if (closed) {
      failed = true;
      return;
    }
    try {
      drain();
      int room = out.hold(this);
      if (begun) {
        limit = Math.min(room, MOST_HELD);
      } else {
        // Many responses are written in one piece: nothing is gained by holding it
        begun = true;
      }
      if (piece.length() <= limit - text.length()) {
        text.ensureCapacity(Math.min(512, limit));
        text.append(piece);
      } else {
        straight(piece);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void straight(String piece) throws IOException {
    for (int at = 0; at < piece.length(); at += MOST_AT_ONCE) {
      String part =
          piece.length() <= MOST_AT_ONCE
              ? piece
              : piece.substring(at, Math.min(piece.length(), at + MOST_AT_ONCE));
      if (text.isEmpty() && !endsWithinPair(part)) {
        encode(part);
      } else {
        text.append(part);
        drain();
      }
    }
  }

  private static boolean endsWithinPair(CharSequence chars) {
    return chars.length() > 0 && Character.isHighSurrogate(chars.charAt(chars.length() - 1));
  }

  private void encode(String piece) throws IOException {
    out.write(streamed == null ? piece.getBytes(charset) : streamed.encode(piece));
  }

  // ---- for the output ----

  /** Gives the output what is held, but for the first half of a surrogate pair. */
  void drain() throws IOException {
    limit = 0;
    int complete = endsWithinPair(text) ? text.length() - 1 : text.length();
    if (complete > 0) {
      String piece = text.substring(0, complete);
      text.delete(0, complete);
      encode(piece);
    }
  }

  /** Gives the output all that is held, and what the encoding wants at the end. */
  void end() throws IOException {
    limit = 0;
    String rest = text.toString();
    text.setLength(0);
    if (streamed != null) {
      out.write(streamed.end(rest));
    } else if (!rest.isEmpty()) {
      out.write(rest.getBytes(charset));
    }
  }

  /** From now on every piece goes to the output at once. */
  void holdNothing() {
    limit = 0;
  }

  boolean holds() {
    return !text.isEmpty();
  }

  /** Forgets what is held. */
  void clear() {
    limit = 0;
    text.setLength(0);
    if (streamed != null) {
      streamed.reset();
    }
  }

  // ---- the end ----

  @Override
  public void flush() {
    if (closed) {
      return;
    }
    try {
      out.flush();
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      out.close();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException e) {
    failed = true;
    if (e instanceof InterruptedIOException) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean checkError() {
    flush();
    return failed;
  }

  @Override
  protected void setError() {
    failed = true;
  }

  @Override
  protected void clearError() {
    failed = false;
  }
}
