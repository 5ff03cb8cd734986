package io.slipway.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A container at a moment.
 *
 * @param direct bytes of direct buffers; the pool keeps those of its busiest moment
 * @param buffers lent to connections and responses
 * @param loaders class loaders of webapps; -1 where they were not counted
 * @param files in the work folder
 * @param committed by the JVM, heap included; for reading only
 * @param resident memory of the process; for reading only
 */
record Sample(
    long threads,
    long descriptors,
    long direct,
    long buffers,
    long heap,
    long classes,
    long loaders,
    long sessions,
    long requests,
    long files,
    long committed,
    long resident) {
  private static final long MB = 1 << 20;

  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-8s %7s %6s %9s %8s %8s %8s %8s %8s %8s %6s %9s %8s",
          "",
          "threads",
          "files",
          "direct MB",
          "buffers",
          "heap MB",
          "classes",
          "loaders",
          "sessions",
          "requests",
          "temp",
          "commit MB",
          "RSS MB");

  String row(String name) {
    return String.format(
        Locale.ROOT,
        "%-8s %7d %6d %9.1f %8d %8.1f %8d %8s %8d %8d %6d %9d %8d",
        name,
        threads,
        descriptors,
        (double) direct / MB,
        buffers,
        (double) heap / MB,
        classes,
        loaders < 0 ? "" : Long.toString(loaders),
        sessions,
        requests,
        files,
        committed / MB,
        resident / MB);
  }

  /** What there is more of than before; both taken when nobody asked for anything. */
  List<String> leaks(Sample before, int webapps) {
    List<String> found = new ArrayList<>();
    check(found, "threads", threads, before.threads + 5);
    check(found, "file descriptors", descriptors, before.descriptors + 5);
    check(found, "bytes of direct memory", direct, before.direct + 8 * MB);
    check(found, "lent buffers", buffers, before.buffers);
    check(found, "bytes of live heap", heap, before.heap + 4 * MB);
    check(found, "classes", classes, before.classes + 300);
    check(found, "class loaders of webapps", loaders, webapps);
    check(found, "sessions", sessions, 0);
    check(found, "requests in flight", requests, 0);
    check(found, "files in the work folder", files, before.files);
    return found;
  }

  private static void check(List<String> found, String what, long now, long most) {
    if (now > most) {
      found.add(now + " " + what + ", at most " + most + " expected");
    }
  }
}
