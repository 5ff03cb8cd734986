package io.slipway.http;

import io.slipway.model.MultipartDef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code multipart/form-data}: RFC 7578, with the boundaries of RFC 2046, 5.1.1. The body
 * passes through one window in which the next boundary is searched with skips; what stands before
 * it goes to its part in pieces as large as they come.
 */
final class MultipartReader {
  private static final int WINDOW = 16 << 10;
  private static final int MAX_BOUNDARY = 200;
  private static final byte[] HEADER_END = {'\r', '\n', '\r', '\n'};

  /** Where the body comes from. */
  interface Source {
    /** Some bytes that are to be consumed before the next call; null at the end. Waits. */
    @Nullable ByteBuffer next() throws IOException;
  }

  private final Source input;
  private final MultipartDef def;
  private final FormLimits limits;
  private final Path directory;
  private final Charset headerCharset;
  private final BoundarySearch delimiter;
  private final long announced;

  private byte[] window = new byte[WINDOW];
  private int from;
  private int to;
  private long received;
  private long fieldBytes;

  /**
   * @param temporary folder that the location of the declaration is relative to
   * @param contentLength as announced, -1 if it was not
   * @param encoding of the request, null if nobody set one: then names are read as UTF-8, which is
   *     what browsers send
   * @throws BadRequestException if the content type has no boundary
   */
  MultipartReader(
      Source input,
      MultipartDef def,
      FormLimits limits,
      Path temporary,
      long contentLength,
      @Nullable String contentType,
      @Nullable String encoding)
      throws IOException {
    this.input = input;
    this.def = def;
    this.limits = limits;
    this.announced = contentLength < 0 ? Long.MAX_VALUE : contentLength;
    this.directory = temporary.resolve(def.location());
    Charset charset = encoding == null ? null : HeaderParameters.charset(encoding);
    this.headerCharset = charset == null ? StandardCharsets.UTF_8 : charset;
    String boundary = HeaderParameters.get(contentType, "boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw new BadRequestException(400, "The multipart body has no usable boundary");
    }
    this.delimiter =
        new BoundarySearch(("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1));
    if (!def.location().isEmpty()) {
      Files.createDirectories(directory);
    }
  }

  /** Adds each part as soon as it begins, so that the caller can delete it whatever happens. */
  void read(List<MultipartPart> parts) throws IOException {
    if (announced != Long.MAX_VALUE) {
      // before a client that waits for 100 Continue is told to send it
      requireRoomFor(announced);
    }
    // The first boundary may stand at the very beginning, without the line break that belongs to
    // all others
    window[0] = '\r';
    window[1] = '\n';
    to = 2;
    if (!fill()) {
      // A form without fields, from a client that leaves out even the last boundary
      return;
    }
    content(null);
    while (nextPart()) {
      List<String> headers = headers();
      if (parts.size() >= limits.maxParts()) {
        throw new BadRequestException(
            413,
            "The request has more parts than limits.max-parts (" + limits.maxParts() + ") allows");
      }
      MultipartPart part = MultipartPart.of(headers, def, directory);
      if (part != null) {
        parts.add(part);
      }
      try {
        content(part);
      } finally {
        if (part != null) {
          part.complete();
        }
      }
    }
    // What follows the last boundary is nothing (RFC 2046, 5.1.1), but has to be read for the
    // connection to go on
    do {
      from = to;
    } while (fill());
  }

  /** Passes on everything up to the next boundary, and stands behind that. */
  private void content(@Nullable MultipartPart part) throws IOException {
    while (true) {
      int found = delimiter.find(window, from, to);
      int end = found >= 0 ? found : Math.max(from, to - delimiter.length() + 1);
      if (end > from && part != null) {
        count(part, end - from);
        part.append(window, from, end - from, found >= 0 ? 0 : announced - received);
      }
      from = end;
      if (found >= 0) {
        from += delimiter.length();
        return;
      }
      if (!fill()) {
        throw truncated();
      }
    }
  }

  /**
   * The messages say "exceeds" and "size": by these words Spring knows an upload that is too large.
   */
  private void count(MultipartPart part, int bytes) {
    if (def.maxFileSize() >= 0 && part.getSize() + bytes > def.maxFileSize()) {
      throw new BadRequestException(
          413, "A part exceeds max-file-size (" + def.maxFileSize() + " bytes)");
    }
    if (part.isField()) {
      fieldBytes += bytes;
      if (limits.maxSize() >= 0 && fieldBytes > limits.maxSize()) {
        throw new BadRequestException(
            413, "The form exceeds limits.max-form-size (" + limits.maxSize() + " bytes)");
      }
    }
  }

  /**
   * Behind a boundary: two hyphens end the body, else white space and a line break lead to the next
   * part.
   */
  private boolean nextPart() throws IOException {
    if (peek(0) == '-' && peek(1) == '-') {
      return false;
    }
    while (peek(0) == ' ' || peek(0) == '\t') {
      from++;
    }
    if (peek(0) != '\r' || peek(1) != '\n') {
      throw new BadRequestException(400, "The multipart body has a malformed boundary line");
    }
    return true;
  }

  private int peek(int offset) throws IOException {
    while (from + offset >= to) {
      if (!fill()) {
        throw truncated();
      }
    }
    return window[from + offset];
  }

  /**
   * Reads the header fields of a part, from the line break of the boundary line to the empty line.
   */
  private List<String> headers() throws IOException {
    int scanned = from;
    while (true) {
      int end = indexOfHeaderEnd(scanned);
      if ((end >= 0 ? end : to) - from > limits.maxPartHeader()) {
        throw new BadRequestException(
            431,
            "The header of a part is larger than limits.max-part-header-size ("
                + limits.maxPartHeader()
                + " bytes) allows");
      }
      if (end >= 0) {
        String text = decode(from + 2, end);
        from = end + HEADER_END.length;
        return lines(text);
      }
      int before = Math.max(0, to - from - HEADER_END.length + 1);
      if (!fill()) {
        throw truncated();
      }
      scanned = from + before;
    }
  }

  /** By hand: {@code split} compiles a pattern for two characters each time. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(4);
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf("\r\n", at);
      lines.add(text.substring(at, end < 0 ? text.length() : end));
      at = end < 0 ? text.length() : end + 2;
    }
    return lines;
  }

  private int indexOfHeaderEnd(int start) {
    for (int i = start; i + HEADER_END.length <= to; i++) {
      if (window[i] == '\r'
          && Arrays.equals(window, i, i + HEADER_END.length, HEADER_END, 0, HEADER_END.length)) {
        return i;
      }
    }
    return -1;
  }

  private String decode(int start, int end) {
    if (start >= end) {
      return "";
    }
    String text = new String(window, start, end - start, headerCharset);
    // Not what it was said to be: each byte for itself is the best that can be done
    return text.indexOf('\ufffd') < 0
        ? text
        : new String(window, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** Makes room and reads more behind what is there; false at the end of the body. */
  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(window, from, window, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == window.length) {
      // a part's header, which may be larger by its setting
      window = Arrays.copyOf(window, 2 * to);
    }
    ByteBuffer bytes = input.next();
    if (bytes == null) {
      return false;
    }
    int count = Math.min(bytes.remaining(), window.length - to);
    bytes.get(window, to, count);
    to += count;
    received += count;
    requireRoomFor(received);
    return true;
  }

  private void requireRoomFor(long size) throws BadRequestException {
    if (def.maxRequestSize() >= 0 && size > def.maxRequestSize()) {
      throw new BadRequestException(
          413, "The request exceeds max-request-size (" + def.maxRequestSize() + " bytes)");
    }
  }

  private static BadRequestException truncated() {
    return new BadRequestException(400, "The multipart body ends before its last boundary");
  }
}
