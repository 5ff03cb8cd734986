package io.slipway.resource;

import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The files of a webapp that were asked for, with their content and coded forms where they are
 * small. Read without a lock on IO threads; filled by threads of servlets.
 */
final class FileCache implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway.resource");

  /** By coding, what the name of a file beside the file ends with; the best first. */
  private static final Map<String, String> SUFFIXES = suffixes();

  /** A file that changed a moment ago may change again without its time or size telling. */
  private static final long SETTLED_MILLIS = 50;

  private final WebappResources resources;
  private final FileOptions options;
  private final FileMemory memory;
  private final ContentCodings codings;
  private final Map<String, FileEntry> entries = new ConcurrentHashMap<>();

  FileCache(
      WebappResources resources, FileOptions options, FileMemory memory, ContentCodings codings) {
    this.resources = resources;
    this.options = options;
    this.memory = memory;
    this.codings = codings;
    memory.register(this);
  }

  private static Map<String, String> suffixes() {
    Map<String, String> suffixes = new LinkedHashMap<>();
    suffixes.put("br", ".br");
    suffixes.put("zstd", ".zst");
    suffixes.put("gzip", ".gz");
    return suffixes;
  }

  /**
   * What is known of a path, if it still is so. Looks at the file now and then, reads nothing of
   * it; for IO threads.
   */
  @Nullable FileEntry known(String path) {
    FileEntry entry = entries.get(path);
    if (entry == null) {
      return null;
    }
    long now = System.nanoTime();
    if (!entry.isFresh(now, options.revalidateNanos())) {
      if (!isCurrent(entry)) {
        remove(path, entry);
        return null;
      }
      entry.seen(now);
    }
    entry.touch();
    return entry;
  }

  private boolean isCurrent(FileEntry entry) {
    try {
      return isSame(entry.resource(), resources.lookup(entry.resource().path()))
          && entry.hasBeside(beside(entry.resource()));
    } catch (IOException e) {
      LOG.debugf(e, "%s cannot be looked at", entry.resource().path());
      return false;
    }
  }

  private static boolean isSame(Resource before, @Nullable Resource now) {
    return now == before || now != null && now.isSame(before);
  }

  /**
   * The entry of a file that was just looked up; made if there is none. Reads the file, so not for
   * IO threads.
   *
   * @param type the field {@code Content-Type}
   */
  FileEntry entry(Resource resource, @Nullable String type) throws IOException {
    Map<String, Resource> beside = beside(resource);
    FileEntry known = entries.get(resource.path());
    if (known != null) {
      if (isSame(known.resource(), resource)
          && known.hasBeside(beside)
          && Objects.equals(known.type(), type)) {
        known.seen(System.nanoTime());
        known.touch();
        return known;
      }
      remove(resource.path(), known);
    }
    Map<String, Form> forms = new LinkedHashMap<>();
    for (Map.Entry<String, Resource> each : beside.entrySet()) {
      String etag = Form.etag(each.getValue().etag(), each.getKey());
      forms.put(each.getKey(), load(each.getKey(), etag, each.getValue()));
    }
    boolean kept = options.cacheSize() > 0;
    FileEntry entry =
        new FileEntry(
            resource,
            type,
            load(null, resource.etag(), resource),
            forms,
            codings,
            kept && resource.length() <= options.maxCodedFile());
    if (kept && isSettled(resource)) {
      FileEntry other = entries.put(resource.path(), entry);
      if (other != null) {
        memory.add(-other.discharge());
      }
      charge(entry, entry.memory());
    }
    return entry;
  }

  private static boolean isSettled(Resource resource) {
    return Math.abs(System.currentTimeMillis() - resource.lastModified()) > SETTLED_MILLIS;
  }

  /** What lies beside a file in a coding; older than the file it would be something else. */
  private Map<String, Resource> beside(Resource resource) throws IOException {
    if (!options.precompressed()) {
      return Map.of();
    }
    Map<String, Resource> found = new LinkedHashMap<>(4);
    for (Map.Entry<String, String> each : SUFFIXES.entrySet()) {
      Resource coded = resources.lookup(resource.path() + each.getValue());
      if (coded != null
          && !coded.isDirectory()
          && coded.lastModified() >= resource.lastModified()) {
        found.put(each.getKey(), coded);
      }
    }
    return found;
  }

  private Form load(@Nullable String coding, String etag, Resource source) throws IOException {
    if (source.length() > Math.min(options.maxCachedFile(), options.cacheSize())) {
      return Form.onDisk(coding, etag, source);
    }
    byte[] content = read(source);
    return content == null
        ? Form.onDisk(coding, etag, source)
        : Form.inMemory(coding, etag, content, source);
  }

  /** Null if it is not what was looked up any more. */
  private static byte @Nullable [] read(Resource source) throws IOException {
    try (InputStream in = source.open()) {
      int length = Math.toIntExact(source.length());
      byte[] content = in.readNBytes(length);
      return content.length == length && in.read() < 0 && !source.changed() ? content : null;
    }
  }

  /**
   * The file in a coding that the entry offers, which is made now if need be; null if it cannot.
   */
  @Nullable Form form(FileEntry entry, String token) throws IOException {
    Form form = entry.form(token);
    if (form != null) {
      return form;
    }
    Resource resource = entry.resource();
    byte[] plain = read(resource);
    if (plain == null) {
      return null;
    }
    ContentCoding coding = entry.coding(token);
    Form made =
        Form.inMemory(token, Form.etag(resource.etag(), token), coding.encode(plain), resource);
    if (entry.add(token, made)) {
      charge(entry, made.memory());
    }
    return made;
  }

  /** An entry that leaves the map at the same time gives all of it back. */
  private void charge(FileEntry entry, long bytes) {
    entry.charge(bytes);
    memory.add(bytes);
    if (entries.get(entry.resource().path()) != entry) {
      memory.add(-entry.discharge());
    }
  }

  private void remove(String path, FileEntry entry) {
    if (entries.remove(path, entry)) {
      memory.add(-entry.discharge());
    }
  }

  /** Drops what was not used since the last time. */
  void sweep() {
    entries.forEach(
        (path, entry) -> {
          if (!entry.takeUsed() && memory.isTight()) {
            remove(path, entry);
          }
        });
  }

  /** For tests. */
  int size() {
    return entries.size();
  }

  @Override
  public void close() {
    memory.unregister(this);
    entries.forEach(this::remove);
  }
}
