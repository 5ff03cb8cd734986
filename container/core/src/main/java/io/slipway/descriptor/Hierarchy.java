package io.slipway.descriptor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Whether a class of the webapp is of a type of the Servlet API, as far as that can be told without
 * loading it.
 */
final class Hierarchy {
  /** What can be told. */
  enum Answer {
    YES,
    NO,
    /** A supertype stands neither in the webapp nor in the API. */
    UNKNOWN
  }

  private final IndexView index;

  Hierarchy(IndexView index) {
    this.index = index;
  }

  Answer isA(String className, Class<?>... types) {
    Deque<DotName> open = new ArrayDeque<>();
    open.add(DotName.createSimple(className));
    Set<DotName> seen = new HashSet<>();
    boolean unknown = false;
    while (!open.isEmpty()) {
      DotName name = open.remove();
      if (!seen.add(name)) {
        continue;
      }
      // first, because a webapp may carry a copy of the API in WEB-INF/lib, which does not count
      Class<?> loaded = ofTheContainer(name);
      if (loaded != null) {
        for (Class<?> type : types) {
          if (type.isAssignableFrom(loaded)) {
            return Answer.YES;
          }
        }
        continue;
      }
      ClassInfo info = index.getClassByName(name);
      if (info == null) {
        unknown = true;
        continue;
      }
      if (info.superName() != null) {
        open.add(info.superName());
      }
      open.addAll(info.interfaceNames());
    }
    return unknown ? Answer.UNKNOWN : Answer.NO;
  }

  private static @Nullable Class<?> ofTheContainer(DotName name) {
    String text = name.toString();
    if (!text.startsWith("jakarta.") && !text.startsWith("java.")) {
      return null;
    }
    try {
      return Class.forName(text, false, Hierarchy.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // an API that this server does not bring: the answer is "unknown"
      return null;
    }
  }
}
