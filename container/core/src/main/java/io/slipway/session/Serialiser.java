package io.slipway.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Named values to bytes and back. Each stands alone, so that one that cannot be written or read
 * again costs no other; those that share objects stand together, so that they share them
 * afterwards.
 */
final class Serialiser {
  /** Values that share objects, by what each of them refers to. */
  private static final class Group {
    final List<String> names = new ArrayList<>();
    final Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
    byte[] bytes = new byte[0];

    boolean meets(Group other) {
      return !Collections.disjoint(objects, other.objects);
    }
  }

  private Serialiser() {}

  /** Notes the objects that it writes. */
  private static final class Tracing extends ObjectOutputStream {
    private final Set<Object> objects;

    Tracing(OutputStream out, Set<Object> objects) throws IOException {
      super(out);
      this.objects = objects;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (!isValue(object)) {
        objects.add(object);
      }
      return object;
    }

    /** Whether nobody can tell two equal ones apart, or there is but one of it anyway. */
    private static boolean isValue(Object object) {
      return object instanceof String
          || object instanceof Number
          || object instanceof Boolean
          || object instanceof Character
          || object instanceof Enum;
    }
  }

  /**
   * @param lost told of each that cannot be written
   */
  static List<KeptSession.Values> write(
      Map<String, Object> values, BiConsumer<String, Throwable> lost) {
    List<Group> groups = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          Group group = new Group();
          group.names.add(name);
          try {
            group.bytes = bytes(group, values);
            add(group, groups);
          } catch (Throwable failure) {
            lost.accept(name, failure);
          }
        });
    List<KeptSession.Values> written = new ArrayList<>();
    for (Group group : groups) {
      if (group.names.size() > 1) {
        try {
          group.bytes = bytes(group, values);
        } catch (Throwable failure) {
          // each of them could be written a moment ago
          group.names.forEach(name -> lost.accept(name, failure));
          continue;
        }
      }
      written.add(new KeptSession.Values(group.names, group.bytes));
    }
    return written;
  }

  private static void add(Group added, List<Group> groups) {
    for (Group group : List.copyOf(groups)) {
      if (group.meets(added)) {
        groups.remove(group);
        group.names.addAll(added.names);
        group.objects.addAll(added.objects);
        added = group;
      }
    }
    groups.add(added);
  }

  private static byte[] bytes(Group group, Map<String, Object> values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new Tracing(bytes, group.objects)) {
      for (String name : group.names) {
        out.writeObject(values.get(name));
      }
    }
    return bytes.toByteArray();
  }

  /**
   * @param loader that of the values' classes
   * @param into takes what could be read
   * @param lost told of each that cannot be read, and of those that stand behind it
   */
  static void read(
      List<KeptSession.Values> all,
      ClassLoader loader,
      BiConsumer<String, Object> into,
      BiConsumer<String, Throwable> lost) {
    for (KeptSession.Values values : all) {
      Set<String> left = new LinkedHashSet<>(values.names());
      try (SessionInput in = new SessionInput(values.serialised(), loader)) {
        for (String name : values.names()) {
          @Nullable Object value = in.readObject();
          if (value != null) {
            into.accept(name, value);
          }
          left.remove(name);
        }
      } catch (Throwable failure) {
        left.forEach(name -> lost.accept(name, failure));
      }
    }
  }
}
