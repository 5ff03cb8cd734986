package io.slipway.resource;

import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import io.slipway.wire.HttpDates;
import io.slipway.wire.Tokens;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A file with all that is sent with it, and the forms in which it can be sent. IO threads read it;
 * what is dear (reading, coding) is done by threads of servlets, and shows when it is done.
 */
final class FileEntry {
  /** Beside the content: objects, field texts, the place in the map. */
  private static final long OVERHEAD = 1_024;

  private final Resource resource;
  private final @Nullable String type;
  private final String lastModified;
  private final Form plain;

  /** By coding, what lies beside the file. */
  private final Map<String, Form> besideAll;

  /** Of those what may be sent. */
  private final Map<String, Form> beside;

  /** Coded here when it was first asked for. */
  private final AtomicReference<Map<String, Form>> made = new AtomicReference<>(Map.of());

  /** A rule says that it must not be coded. */
  private final boolean plainOnly;

  /** Tokens of what can be sent, the best first. */
  private final List<String> offered;

  private final List<String> makeable;
  private final List<String> etags;
  private final ContentCodings codings;
  private final boolean gains;

  private final AtomicLong charged = new AtomicLong();

  /** {@code System.nanoTime} when it was last seen unchanged. */
  private volatile long checked = System.nanoTime();

  /** Since the last sweep of the cache. */
  private volatile boolean used = true;

  /**
   * @param type the field {@code Content-Type}, null to send none
   * @param beside by coding, the best first
   * @param keepsCoded whether coded forms are kept where the file gains by it
   */
  FileEntry(
      Resource resource,
      @Nullable String type,
      Form plain,
      Map<String, Form> beside,
      ContentCodings codings,
      boolean keepsCoded) {
    this.resource = resource;
    this.type = type;
    this.lastModified = HttpDates.format(resource.lastModified());
    this.plain = plain;
    this.codings = codings;
    this.plainOnly = codings.forbids(resource.path(), type);
    this.besideAll = Map.copyOf(beside);
    this.beside = plainOnly ? Map.of() : besideAll;
    this.gains = type != null && codings.gains(resource.path(), type, resource.length());
    Set<String> tokens = new LinkedHashSet<>(plainOnly ? Set.of() : beside.keySet());
    this.makeable = codings.all().stream().map(ContentCoding::token).toList();
    if (gains && keepsCoded) {
      tokens.addAll(makeable);
    }
    this.offered = List.copyOf(tokens);
    this.etags = allEtags();
  }

  Resource resource() {
    return resource;
  }

  @Nullable String type() {
    return type;
  }

  String lastModified() {
    return lastModified;
  }

  Form plain() {
    return plain;
  }

  /** Whether another client may get another form. */
  boolean varies() {
    return gains || !offered.isEmpty();
  }

  /** Tags of all the forms that there can be. */
  List<String> etags() {
    return etags;
  }

  private List<String> allEtags() {
    List<String> tags = new ArrayList<>();
    tags.add(plain.etag());
    for (String token : offered) {
      Form form = beside.get(token);
      tags.add(form == null ? Form.etag(plain.etag(), token) : form.etag());
    }
    return tags;
  }

  /** What a request gets. */
  record Choice(Way way, @Nullable String coding) {
    static final Choice PLAIN = new Choice(Way.KEPT, null);
    static final Choice STREAMED = new Choice(Way.STREAMED, null);
    static final Choice NONE = new Choice(Way.NONE, null);
  }

  enum Way {
    /** The plain form, or a coded one that is kept. */
    KEPT,
    /** The compression in front codes it while it passes. */
    STREAMED,
    /** The client accepts no form that there is: 406. */
    NONE
  }

  /**
   * By RFC 9110, 12.5.3.
   *
   * @param ranges whether parts are asked for, which are those of the plain form
   */
  Choice choose(RequestFields request, boolean ranges) {
    List<String> accepted = request.all(Headers.ACCEPT_ENCODING);
    if (accepted.isEmpty()) {
      return Choice.PLAIN;
    }
    if (!codings.acceptsPlain(accepted)) {
      return chooseCoded(accepted);
    }
    if (!varies() || Tokens.forbidTransformation(request.all(Headers.CACHE_CONTROL)) || ranges) {
      return Choice.PLAIN;
    }
    String best = codings.choose(accepted, offered.isEmpty() ? makeable : offered);
    if (best == null) {
      return Choice.PLAIN;
    }
    return offered.isEmpty() ? Choice.STREAMED : new Choice(Way.KEPT, best);
  }

  private Choice chooseCoded(List<String> accepted) {
    String best = codings.choose(accepted, offered);
    if (best != null) {
      return new Choice(Way.KEPT, best);
    }
    return plainOnly || codings.choose(accepted, makeable) == null ? Choice.NONE : Choice.STREAMED;
  }

  /** Null where it has not been made yet. */
  @Nullable Form form(@Nullable String coding) {
    if (coding == null) {
      return plain;
    }
    Form form = beside.get(coding);
    return form == null ? now().get(coding) : form;
  }

  private Map<String, Form> now() {
    return Objects.requireNonNull(made.get());
  }

  ContentCoding coding(String token) {
    return codings.all().stream()
        .filter(c -> c.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(token));
  }

  /** Takes a form that was made; false where another thread was quicker. */
  boolean add(String coding, Form form) {
    while (true) {
      Map<String, Form> before = now();
      if (before.containsKey(coding)) {
        return false;
      }
      Map<String, Form> more = new LinkedHashMap<>(before);
      more.put(coding, form);
      if (made.compareAndSet(before, Map.copyOf(more))) {
        return true;
      }
    }
  }

  /** Bytes, without the forms that were made. */
  long memory() {
    long bytes = OVERHEAD + plain.memory();
    for (Form form : besideAll.values()) {
      bytes += form.memory();
    }
    return bytes;
  }

  /** Notes what the cache has been charged for this entry. */
  void charge(long bytes) {
    charged.addAndGet(bytes);
  }

  /** What there is to give back; once. */
  long discharge() {
    return charged.getAndSet(0);
  }

  /** Whether these, by coding, are what it was made of. */
  boolean hasBeside(Map<String, Resource> now) {
    if (now.size() != besideAll.size()) {
      return false;
    }
    for (Map.Entry<String, Form> each : besideAll.entrySet()) {
      Resource found = now.get(each.getKey());
      if (found == null || !found.isSame(each.getValue().source())) {
        return false;
      }
    }
    return true;
  }

  boolean isFresh(long now, long nanos) {
    return now - checked < nanos;
  }

  void seen(long now) {
    checked = now;
  }

  void touch() {
    if (!used) {
      used = true;
    }
  }

  /** Whether it was used since this was last called. */
  boolean takeUsed() {
    boolean was = used;
    used = false;
    return was;
  }
}
