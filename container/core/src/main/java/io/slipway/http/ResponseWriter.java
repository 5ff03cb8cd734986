package io.slipway.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a response: encodes straight into the response's buffer, without the locks and
 * copies of {@link PrintWriter}'s own methods. Used by one thread at a time, as the response is.
 * ASCII, ISO-8859-1 and UTF-8 have their own way; other encodings go through a {@link
 * CharsetEncoder}.
 */
final class ResponseWriter extends PrintWriter {
  private static final int MODE_LATIN = 0;
  private static final int MODE_UTF8 = 1;
  private static final int MODE_OTHER = 2;
  private static final String LINE_END = System.lineSeparator();

  private final BodyOutput out;
  private final int mode;

  /** What is not encoded becomes a question mark: 0x80 for ASCII, 0x100 for ISO-8859-1. */
  private final int limit;

  private final @Nullable CharsetEncoder encoder;
  private @Nullable ByteBuffer encoded;
  private char pendingHigh;
  private boolean failed;
  private boolean closed;
  private @Nullable Formatter formatter;

  private ResponseWriter(BodyOutput out, int mode, int limit, @Nullable CharsetEncoder encoder) {
    super(Writer.nullWriter());
    this.out = out;
    this.mode = mode;
    this.limit = limit;
    this.encoder = encoder;
  }

  static ResponseWriter of(BodyOutput out, Charset charset) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      return new ResponseWriter(out, MODE_UTF8, 0, null);
    }
    if (charset.equals(StandardCharsets.ISO_8859_1)) {
      return new ResponseWriter(out, MODE_LATIN, 0x100, null);
    }
    if (charset.equals(StandardCharsets.US_ASCII)) {
      return new ResponseWriter(out, MODE_LATIN, 0x80, null);
    }
    CharsetEncoder encoder =
        charset
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    return new ResponseWriter(out, MODE_OTHER, 0, encoder);
  }

  @Override
  public void write(int c) {
    if (c < 0x80 && mode != MODE_OTHER && pendingHigh == 0) {
      try {
        if (out.room() > 0) {
          out.direct().put((byte) c);
          out.filled(1);
        } else {
          out.write(c);
        }
      } catch (IOException e) {
        failed(e);
      }
      return;
    }
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] chars, int offset, int length) {
    write(CharBuffer.wrap(chars, offset, length), 0, length);
  }

  @Override
  public void write(char[] chars) {
    write(chars, 0, chars.length);
  }

  @Override
  public void write(String text) {
    write(text, 0, text.length());
  }

  @Override
  public void write(String text, int offset, int length) {
    write((CharSequence) text, offset, length);
  }

  private void write(CharSequence text, int offset, int length) {
    if (closed) {
      failed = true;
      return;
    }
    try {
      int at = offset;
      int end = offset + length;
      if (mode != MODE_OTHER && pendingHigh == 0) {
        at = direct(text, offset, end);
      }
      if (at < end) {
        slowly(text, at, end);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /**
   * Encodes one byte per character while the buffer has room and nothing else is needed; returns
   * where it stopped.
   */
  private int direct(CharSequence text, int from, int end) throws IOException {
    int room = out.room();
    if (room == 0) {
      return from;
    }
    ByteBuffer into = out.direct();
    int stop = Math.min(end, from + room);
    int plain = mode == MODE_UTF8 ? 0x80 : limit;
    int at = from;
    if (text instanceof String string) {
      while (at < stop) {
        char c = string.charAt(at);
        if (c >= plain) {
          break;
        }
        into.put((byte) c);
        at++;
      }
    } else {
      while (at < stop) {
        char c = text.charAt(at);
        if (c >= plain) {
          break;
        }
        into.put((byte) c);
        at++;
      }
    }
    out.filled(at - from);
    return at;
  }

  private void slowly(CharSequence text, int from, int end) throws IOException {
    if (mode == MODE_OTHER) {
      encode(CharBuffer.wrap(text, from, end), false);
      return;
    }
    int worst = mode == MODE_UTF8 ? 3 : 1;
    byte[] bytes = new byte[Math.min((end - from + 1) * worst, 4096)];
    int used = 0;
    for (int at = from; at < end; at++) {
      if (used + 4 > bytes.length) {
        out.write(bytes, 0, used);
        used = 0;
        if (bytes.length < 8) {
          bytes = new byte[8];
        }
      }
      char c = text.charAt(at);
      used = mode == MODE_LATIN ? latin(bytes, used, c) : utf8(bytes, used, c);
    }
    out.write(bytes, 0, used);
  }

  private int latin(byte[] bytes, int used, char c) {
    if (Character.isLowSurrogate(c) && pendingHigh != 0) {
      pendingHigh = 0;
      return used;
    }
    pendingHigh = Character.isHighSurrogate(c) ? c : 0;
    bytes[used] = (byte) (c < limit ? c : '?');
    return used + 1;
  }

  private int utf8(byte[] bytes, int used, char c) {
    int at = used;
    if (pendingHigh != 0) {
      char high = pendingHigh;
      pendingHigh = 0;
      if (Character.isLowSurrogate(c)) {
        int point = Character.toCodePoint(high, c);
        bytes[at++] = (byte) (0xf0 | point >> 18);
        bytes[at++] = (byte) (0x80 | point >> 12 & 0x3f);
        bytes[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        bytes[at++] = (byte) (0x80 | point & 0x3f);
        return at;
      }
      bytes[at++] = '?';
    }
    if (c < 0x80) {
      bytes[at++] = (byte) c;
    } else if (c < 0x800) {
      bytes[at++] = (byte) (0xc0 | c >> 6);
      bytes[at++] = (byte) (0x80 | c & 0x3f);
    } else if (Character.isHighSurrogate(c)) {
      pendingHigh = c;
    } else if (Character.isLowSurrogate(c)) {
      bytes[at++] = '?';
    } else {
      bytes[at++] = (byte) (0xe0 | c >> 12);
      bytes[at++] = (byte) (0x80 | c >> 6 & 0x3f);
      bytes[at++] = (byte) (0x80 | c & 0x3f);
    }
    return at;
  }

  private void encode(CharBuffer chars, boolean last) throws IOException {
    CharsetEncoder with = encoder;
    if (with == null) {
      return;
    }
    CharBuffer source = chars;
    if (pendingHigh != 0) {
      source = CharBuffer.allocate(chars.remaining() + 1).put(pendingHigh).put(chars).flip();
      pendingHigh = 0;
    }
    ByteBuffer into = encoded;
    if (into == null) {
      into = ByteBuffer.allocate(1024);
      encoded = into;
    }
    while (true) {
      CoderResult result = with.encode(source, into, last);
      out.write(into.array(), 0, into.position());
      into.clear();
      if (result.isUnderflow()) {
        break;
      }
    }
    if (source.hasRemaining()) {
      pendingHigh = source.get();
    }
  }

  private void failed(IOException e) {
    failed = true;
    if (e instanceof InterruptedIOException) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the stream what was held back: half a surrogate pair, the encoder's own state. */
  void drain() throws IOException {
    CharsetEncoder with = encoder;
    if (with != null && encoded != null) {
      encode(CharBuffer.allocate(0), true);
      ByteBuffer tail = ByteBuffer.allocate(64);
      with.flush(tail);
      with.reset();
      out.write(tail.array(), 0, tail.position());
    } else if (pendingHigh != 0) {
      if (mode == MODE_UTF8) {
        out.write('?');
      }
      pendingHigh = 0;
    }
  }

  void drainQuietly() {
    try {
      drain();
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Forgets what was held back. */
  void clear() {
    pendingHigh = 0;
    if (encoder != null) {
      encoder.reset();
    }
  }

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
      drain();
      out.close();
    } catch (IOException e) {
      failed(e);
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

  @Override
  public void print(boolean b) {
    write(String.valueOf(b));
  }

  @Override
  public void print(char c) {
    write(c);
  }

  @Override
  public void print(int i) {
    write(Integer.toString(i));
  }

  @Override
  public void print(long l) {
    write(Long.toString(l));
  }

  @Override
  public void print(float f) {
    write(Float.toString(f));
  }

  @Override
  public void print(double d) {
    write(Double.toString(d));
  }

  @Override
  public void print(char[] s) {
    write(s, 0, s.length);
  }

  @Override
  public void print(@Nullable String s) {
    write(String.valueOf(s));
  }

  @Override
  public void print(@Nullable Object obj) {
    write(String.valueOf(obj));
  }

  @Override
  public void println() {
    write(LINE_END);
  }

  @Override
  public void println(boolean b) {
    print(b);
    println();
  }

  @Override
  public void println(char c) {
    print(c);
    println();
  }

  @Override
  public void println(int i) {
    print(i);
    println();
  }

  @Override
  public void println(long l) {
    print(l);
    println();
  }

  @Override
  public void println(float f) {
    print(f);
    println();
  }

  @Override
  public void println(double d) {
    print(d);
    println();
  }

  @Override
  public void println(char[] s) {
    print(s);
    println();
  }

  @Override
  public void println(@Nullable String s) {
    print(s);
    println();
  }

  @Override
  public void println(@Nullable Object o) {
    print(o);
    println();
  }

  @Override
  public PrintWriter printf(String format, @Nullable Object... args) {
    return format(format, args);
  }

  @Override
  public PrintWriter printf(@Nullable Locale l, String format, @Nullable Object... args) {
    return format(l, format, args);
  }

  @Override
  public PrintWriter format(String format, @Nullable Object... args) {
    return format(Locale.getDefault(Locale.Category.FORMAT), format, args);
  }

  @Override
  public PrintWriter format(@Nullable Locale l, String format, @Nullable Object... args) {
    Formatter with = formatter;
    if (with == null) {
      with = new Formatter(this);
      formatter = with;
    }
    with.format(l, format, args);
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence csq) {
    write(String.valueOf(csq));
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence csq, int start, int end) {
    write(String.valueOf(csq).substring(start, end));
    return this;
  }

  @Override
  public PrintWriter append(char c) {
    write(c);
    return this;
  }
}
