package io.slipway.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a request's head, before a parser makes something of them: RFC 9112, 2.2 and 5.2.
 * Undertow's parser joins folded fields and refuses an empty line before the request, and neither
 * can be seen afterwards. One pass, eight bytes at a time; does no IO.
 */
final class HeadScan {
  private static final long LOW = 0x0e0e0e0e0e0e0e0eL;
  private static final long HIGH = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;
  private static final long SPACES = 0x2020202020202020L;

  /** {@code HTTP/}. */
  private static final long HTTP_SLASH = 0x485454502fL;

  /** Empty lines before a request line that are passed over. */
  private static final int MAX_EMPTY_LINES = 2;

  private enum State {
    START,
    START_CR,
    LINE,
    LINE_CR,
    LINE_START,
    END_CR,
    ENDED,
    FAULTY
  }

  private State state = State.START;
  private int emptyLines;
  private byte first;
  private @Nullable String fault;
  private int size;
  private int lineSize;
  private int lines;

  /** Not 0 if there may be several blanks in a row. */
  private long blanks;

  /** The last eight bytes of the request line, as far as it has come. */
  private long lineTail;

  /** Another head begins. */
  void reset() {
    state = State.START;
    emptyLines = 0;
    first = 0;
    fault = null;
    size = 0;
    lineSize = 0;
    lines = 0;
    blanks = 0;
    lineTail = 0;
  }

  boolean begun() {
    return state != State.START;
  }

  boolean isFaulty() {
    return state == State.FAULTY;
  }

  /** Whether the answer has no body: no other method begins as HEAD does. */
  boolean isOfHead() {
    return first == 'H';
  }

  boolean ended() {
    return state == State.ENDED || state == State.FAULTY;
  }

  /**
   * Whether there may be blanks in a row in what one call of {@link #read} has seen; those that two
   * calls share are not found.
   */
  boolean hasBlanksInARow() {
    return blanks != 0;
  }

  /** What is wrong with the head; null for one that has come to its end well. */
  @Nullable String fault() {
    return fault != null || state == State.ENDED ? fault : "its head has no end";
  }

  /**
   * Whether the request line, which has come, ends with a version that is not 1.something: RFC
   * 9110, 2.5. Undertow takes most of them for 1.1.
   */
  boolean isOfOtherVersion() {
    long major = lineTail >>> 16 & 0xff;
    return lineTail >>> 24 == HTTP_SLASH
        && major != '1'
        && isDigit(major)
        && (lineTail >>> 8 & 0xff) == '.'
        && isDigit(lineTail & 0xff);
  }

  private static boolean isDigit(long c) {
    return c >= '0' && c <= '9';
  }

  HeadLimits.Excess excess(HeadLimits limits) {
    return limits.excess(lines == 0 ? size : lineSize, size, lines - 1);
  }

  /** How many bytes before the request line are to be dropped. */
  int emptyLines(ByteBuffer bytes, int from, int to) {
    int at = from;
    for (; at < to; at++) {
      byte c = bytes.get(at);
      if (state == State.START && c == '\r' && emptyLines < MAX_EMPTY_LINES) {
        state = State.START_CR;
      } else if (state == State.START_CR && c == '\n') {
        state = State.START;
        emptyLines++;
      } else {
        break;
      }
    }
    return at - from;
  }

  /** Reads the head on; stops at its end. */
  void read(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to && !ended()) {
      if (state == State.LINE) {
        int end = lineEnd(bytes, at, to);
        if (lines == 0) {
          for (int i = Math.max(at, end - 8); i < end; i++) {
            lineTail = lineTail << 8 | bytes.get(i) & 0xff;
          }
        }
        size += end - at;
        at = end;
        if (at == to) {
          return;
        }
      }
      size++;
      next(bytes.get(at++));
    }
  }

  private int lineEnd(ByteBuffer bytes, int from, int to) {
    int at = from;
    long before = 0;
    long found = 0;
    while (true) {
      while (at + 8 <= to) {
        long eight = bytes.getLong(at);
        if (((eight - LOW) & ~eight & HIGH) != 0) {
          // one of them is below 14
          break;
        }
        // a byte of this is 0 if it and the one before it are spaces
        long other = (eight ^ SPACES) | ((eight >>> 8 | before << 56) ^ SPACES);
        found |= (other - ONES) & ~other & HIGH;
        before = eight;
        at += 8;
      }
      int stop = Math.min(at + 8, to);
      for (; at < stop; at++) {
        byte c = bytes.get(at);
        if (c > ' ') {
          continue;
        }
        if (c == '\r' || c == '\n') {
          blanks |= found;
          return at;
        }
        if (c == '\t' || c == ' ' && at > from && bytes.get(at - 1) == ' ') {
          found = 1;
        }
      }
      if (at == to) {
        blanks |= found;
        return to;
      }
      before = bytes.get(at - 1);
    }
  }

  private void next(byte c) {
    switch (state) {
      case START, LINE -> {
        if (state == State.START) {
          first = c;
        }
        if (c == '\n') {
          wrong("a line ends with a bare LF: RFC 9112, 2.2");
        } else if (c == '\r' && state == State.START) {
          wrong("there are too many empty lines before it: RFC 9112, 2.2");
        } else {
          state = c == '\r' ? State.LINE_CR : State.LINE;
        }
      }
      case LINE_CR -> {
        if (c == '\n') {
          state = State.LINE_START;
          if (lines++ == 0) {
            lineSize = size;
          }
        } else {
          wrong("it has a bare CR: RFC 9112, 2.2");
        }
      }
      case LINE_START -> {
        if (c == '\r') {
          state = State.END_CR;
        } else if (c == ' ' || c == '\t') {
          wrong("a field is folded: RFC 9112, 5.2");
        } else {
          state = State.LINE;
          next(c);
        }
      }
      case END_CR -> {
        if (c == '\n') {
          state = State.ENDED;
        } else {
          wrong("it has a bare CR: RFC 9112, 2.2");
        }
      }
      default -> wrong("it has a bare CR: RFC 9112, 2.2");
    }
  }

  private void wrong(String what) {
    state = State.FAULTY;
    fault = what;
  }
}
