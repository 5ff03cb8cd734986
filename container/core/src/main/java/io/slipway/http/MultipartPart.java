package io.slipway.http;

import io.slipway.model.MultipartDef;
import io.slipway.wire.FieldText;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One part of a {@code multipart/form-data} body: Servlet 6.1, 3.2. Fields are in memory; files are
 * up to their threshold, and beyond it in a temporary file that is deleted with the request, unless
 * the application has written it elsewhere.
 */
public final class MultipartPart implements Part {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private record Field(String name, String value) {}

  private final List<Field> fields;
  private final String name;
  private final @Nullable String fileName;
  private final int threshold;
  private final Path directory;

  private byte[] memory = new byte[0];
  private long size;
  private @Nullable Path file;
  private @Nullable OutputStream out;

  /** The file is the application's: it stays when the request ends. */
  private boolean written;

  private MultipartPart(
      List<Field> fields, String name, @Nullable String fileName, int threshold, Path directory) {
    this.fields = fields;
    this.name = name;
    this.fileName = fileName;
    this.threshold = threshold;
    this.directory = directory;
  }

  /** Null for a part without a name, which nobody could ask for. */
  static @Nullable MultipartPart of(List<String> lines, MultipartDef def, Path directory) {
    List<Field> fields = new ArrayList<>(lines.size());
    String disposition = null;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0 || !FieldText.isValue(line)) {
        throw new BadRequestException(400, "A part has a malformed header");
      }
      Field field = new Field(line.substring(0, colon).trim(), line.substring(colon + 1).trim());
      fields.add(field);
      if (disposition == null && field.name.equalsIgnoreCase("Content-Disposition")) {
        disposition = field.value;
      }
    }
    String name = disposition == null ? null : HeaderParameters.get(disposition, "name");
    if (disposition == null || name == null || !HeaderParameters.is(disposition, "form-data")) {
      return null;
    }
    return new MultipartPart(
        fields,
        name,
        HeaderParameters.getExtended(disposition, "filename"),
        def.fileSizeThreshold(),
        directory);
  }

  /** A form field, whose value is a parameter. */
  boolean isField() {
    return fileName == null;
  }

  /**
   * @param rest so many bytes may follow. Room is made for all of them, but only for as much as
   *     three times what has come: a client may announce anything
   */
  void append(byte[] bytes, int offset, int length, long rest) throws IOException {
    long total = size + length;
    if (out == null && !isField() && total > threshold) {
      Path created = Files.createTempFile(directory, "upload-", ".tmp");
      file = created;
      out = Files.newOutputStream(created);
      out.write(memory, 0, (int) size);
      memory = new byte[0];
    }
    if (out != null) {
      out.write(bytes, offset, length);
    } else {
      if (total > memory.length) {
        long room = total + Math.min(3 * total, Math.max(rest, 0));
        memory = Arrays.copyOf(memory, (int) Math.min(room, Integer.MAX_VALUE - 8));
      }
      System.arraycopy(bytes, offset, memory, (int) size, length);
    }
    size = total;
  }

  void complete() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  /** The value of a field, in its own charset if it names one. */
  String text(Charset otherwise) {
    String named = HeaderParameters.get(getContentType(), "charset");
    Charset charset = named == null ? null : HeaderParameters.charset(named);
    charset = charset == null ? otherwise : charset;
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(memory, 0, (int) size)).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException(400, "A form field is not encoded in " + charset.name(), e);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    Path stored = file;
    return stored == null
        ? new ByteArrayInputStream(memory, 0, (int) size)
        : Files.newInputStream(stored);
  }

  @Override
  public @Nullable String getContentType() {
    return getHeader("Content-Type");
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable String getSubmittedFileName() {
    return fileName;
  }

  @Override
  public long getSize() {
    return size;
  }

  @Override
  public void write(String target) throws IOException {
    Path to = directory.resolve(target);
    Path stored = file;
    if (stored == null) {
      try (OutputStream stream = Files.newOutputStream(to)) {
        stream.write(memory, 0, (int) size);
      }
    } else if (written) {
      Files.copy(stored, to, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.move(stored, to, StandardCopyOption.REPLACE_EXISTING);
      file = to;
      written = true;
    }
  }

  @Override
  public void delete() throws IOException {
    Path stored = file;
    if (stored != null && !written) {
      Files.deleteIfExists(stored);
    }
    file = null;
    written = false;
    memory = new byte[0];
    size = 0;
  }

  /** The request is over. */
  void discard() {
    try {
      complete();
      delete();
    } catch (IOException e) {
      LOG.warnf(e, "The temporary file of an upload could not be deleted: %s", file);
    }
  }

  @Override
  public @Nullable String getHeader(String header) {
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(header)) {
        return field.value;
      }
    }
    return null;
  }

  @Override
  public Collection<String> getHeaders(String header) {
    List<String> values = new ArrayList<>(2);
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(header)) {
        values.add(field.value);
      }
    }
    return values;
  }

  @Override
  public Collection<String> getHeaderNames() {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> names = new LinkedHashSet<>();
    for (Field field : fields) {
      if (seen.add(field.name)) {
        names.add(field.name);
      }
    }
    return names;
  }
}
