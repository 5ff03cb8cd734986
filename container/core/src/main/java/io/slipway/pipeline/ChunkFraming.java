package io.slipway.pipeline;

import io.slipway.wire.FieldText;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the data of a chunked body, to the letter of RFC 9112, 7.1: sizes,
 * extensions, line ends, trailer fields. A byte that another server could read differently ends the
 * body with a failure. Does no IO.
 */
final class ChunkFraming {
  /** Hexadecimal digits of a size, leading zeros with them. */
  private static final int MAX_DIGITS = 15;

  /** Bytes of extensions in one body; nobody reads them. */
  private static final int MAX_EXTENSIONS = 16 * 1024;

  /** More fields of one name make {@link HeaderMap} throw. */
  private static final int MAX_OF_ONE_NAME = 127;

  private enum State {
    SIZE,
    SIZE_LF,
    EXTENSION,
    NAME_START,
    NAME,
    AFTER_NAME,
    VALUE_START,
    TOKEN,
    QUOTED,
    ESCAPED,
    AFTER_QUOTED,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    DONE
  }

  private final int maxTrailerSize;
  private final int maxTrailers;
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extensions;
  private @Nullable HeaderMap trailers;
  private @Nullable HttpString name;
  private final StringBuilder text = new StringBuilder();
  private int trailerSize;
  private int trailerCount;

  /**
   * @param maxTrailerSize bytes of all trailer fields
   * @param maxTrailers number of them
   */
  ChunkFraming(int maxTrailerSize, int maxTrailers) {
    this.maxTrailerSize = maxTrailerSize;
    this.maxTrailers = maxTrailers;
  }

  /** Bytes of data that come next; 0 if framing comes next. */
  long data() {
    return state == State.DATA ? size : 0;
  }

  /** So many bytes of {@link #data} have been taken. */
  void taken(long count) {
    size -= count;
    if (size == 0) {
      state = State.DATA_CR;
    }
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Null if the body had none. */
  @Nullable HeaderMap trailers() {
    return trailers;
  }

  /**
   * Reads until data begins, the body ends, or the buffer is empty.
   *
   * @throws IOException with a {@link BadRequestException} as its cause
   */
  void read(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && state != State.DATA && state != State.DONE) {
      state = next(bytes.get() & 0xff);
    }
  }

  private State next(int b) throws IOException {
    return switch (state) {
      case SIZE -> size(b);
      case SIZE_LF -> expect(b, '\n', size == 0 ? State.TRAILER_START : State.DATA);
      case EXTENSION,
          NAME_START,
          NAME,
          AFTER_NAME,
          VALUE_START,
          TOKEN,
          QUOTED,
          ESCAPED,
          AFTER_QUOTED ->
          extension(b);
      case DATA_CR -> expect(b, '\r', State.DATA_LF);
      case DATA_LF -> {
        digits = 0;
        yield expect(b, '\n', State.SIZE);
      }
      case TRAILER_START, TRAILER_NAME, TRAILER_VALUE -> trailer(b);
      case TRAILER_LF -> expect(b, '\n', State.TRAILER_START);
      case END_LF -> expect(b, '\n', State.DONE);
      case DATA, DONE -> throw new IllegalStateException(state.name());
    };
  }

  private State expect(int b, char wanted, State then) throws IOException {
    if (b != wanted) {
      throw bad(
          state == State.DATA_CR
              ? "a chunk is longer than its size says"
              : "a line of its chunks does not end with CR LF");
    }
    return then;
  }

  private State size(int b) throws IOException {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && b < 0x80) {
      if (++digits > MAX_DIGITS) {
        throw bad("a chunk size has more than " + MAX_DIGITS + " digits");
      }
      size = size << 4 | digit;
      return State.SIZE;
    }
    if (digits > 0) {
      if (b == '\r') {
        return State.SIZE_LF;
      }
      if (b == ';') {
        return State.NAME_START;
      }
      if (isBlank(b)) {
        return State.EXTENSION;
      }
    }
    throw bad("a chunk size is not hexadecimal");
  }

  private State extension(int b) throws IOException {
    if (++extensions > MAX_EXTENSIONS) {
      throw bad("its chunks have more than " + MAX_EXTENSIONS + " bytes of extensions");
    }
    return switch (state) {
      case NAME_START -> isBlank(b) ? state : token(b, State.NAME, "a chunk extension has no name");
      case NAME -> FieldText.isToken(b) ? state : afterName(b);
      case AFTER_NAME -> afterName(b);
      case VALUE_START ->
          isBlank(b)
              ? state
              : b == '"' ? State.QUOTED : token(b, State.TOKEN, "a chunk extension has no value");
      case TOKEN -> FieldText.isToken(b) ? state : afterValue(b);
      case QUOTED -> b == '"' ? State.AFTER_QUOTED : b == '\\' ? State.ESCAPED : text(b);
      case ESCAPED -> text(b);
      default -> afterValue(b);
    };
  }

  private static State token(int b, State then, String otherwise) throws IOException {
    if (!FieldText.isToken(b)) {
      throw bad(otherwise);
    }
    return then;
  }

  private State afterName(int b) throws IOException {
    return b == '=' ? State.VALUE_START : isBlank(b) ? State.AFTER_NAME : afterExtension(b);
  }

  private State afterValue(int b) throws IOException {
    return isBlank(b) ? State.EXTENSION : afterExtension(b);
  }

  /** The line may end behind a name or value, but not behind blanks. */
  private State afterExtension(int b) throws IOException {
    if (b == ';') {
      return State.NAME_START;
    }
    if (b == '\r' && state != State.EXTENSION && state != State.AFTER_NAME) {
      return State.SIZE_LF;
    }
    throw bad("a chunk extension is not well formed");
  }

  private State text(int b) throws IOException {
    if (!FieldText.isValue(b)) {
      throw bad("a chunk extension has a control character");
    }
    return State.QUOTED;
  }

  private State trailer(int b) throws IOException {
    if (++trailerSize > maxTrailerSize) {
      throw tooMany();
    }
    if (state == State.TRAILER_VALUE) {
      return trailerValue(b);
    }
    if (state == State.TRAILER_START) {
      if (b == '\r') {
        return State.END_LF;
      }
      text.setLength(0);
    }
    return trailerName(b);
  }

  private State trailerName(int b) throws IOException {
    if (FieldText.isToken(b)) {
      text.append((char) b);
      return State.TRAILER_NAME;
    }
    if (b == ':' && text.length() > 0) {
      name = new HttpString(text.toString());
      text.setLength(0);
      return State.TRAILER_VALUE;
    }
    throw bad("the name of a trailer field is not a token");
  }

  private State trailerValue(int b) throws IOException {
    if (b == '\r') {
      addTrailer();
      return State.TRAILER_LF;
    }
    if (!FieldText.isValue(b)) {
      throw bad("a trailer field has a control character");
    }
    text.append((char) b);
    return state;
  }

  private void addTrailer() throws IOException {
    HeaderMap fields = trailers;
    if (fields == null) {
      trailers = fields = new HeaderMap();
    }
    if (++trailerCount > maxTrailers || fields.count(name) == MAX_OF_ONE_NAME) {
      throw tooMany();
    }
    fields.add(name, text.toString().strip());
  }

  private static IOException tooMany() {
    return bad(
        "its trailer fields are more than limits.max-header-size or limits.max-headers allow");
  }

  private static boolean isBlank(int b) {
    return b == ' ' || b == '\t';
  }

  private static IOException bad(String what) {
    return new IOException("The request body is malformed: " + what, new BadRequestException(what));
  }
}
