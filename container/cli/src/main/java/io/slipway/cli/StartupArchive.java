package io.slipway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Slipway's classes as the JVM maps them into memory: a dynamic class-data archive, on JDK 25 and
 * later an AOT cache. With it a start costs half.
 *
 * <p>The start script names the file and has the JVM use it where it is there; the JVM refuses one
 * that does not fit its build or, before JDK 25, the jars, and starts without. For JDK 25 the
 * script looks whether a jar or their folder is newer, and each release has a file of its own. Here
 * it is made, by a process of its own ({@link Training}) at the lowest priority, which a server
 * that ends early leaves to its work. Beside the archive stands what it was made of: when that has
 * changed it is made anew.
 *
 * @param file in a folder that need not exist
 */
record StartupArchive(Path file) {
  private static final int FIRST_WITH_AOT_CACHE = 25;
  private static final long DELAY_MILLIS = 1_000;
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  /** Where the release begins in the name that the start script gives. */
  private static final String RELEASE = "-slipway-";

  /**
   * The archive moves to its place in one step. A Java that ends without one is not asked again
   * before something changes, and leaves none that does not fit; one that was killed is asked.
   */
  private static final String MAKE =
      """
      new=$1 of=$2 archive=$3
      shift 3
      nice -n 19 "$@" </dev/null >/dev/null 2>&1
      code=$?
      [ -s "$new" ] && mv -f "$new" "$archive" && mv -f "$of" "$archive.of" && exit
      [ $code -ge 128 ] || { rm -f "$archive"; mv -f "$of" "$archive.of"; }
      rm -f "$new" "$new.config" "$of"
      exit 1
      """;

  /** Where the start script wants one. */
  static Optional<StartupArchive> wanted() {
    String path = System.getProperty("slipway.archive", "");
    return path.isEmpty() ? Optional.empty() : Optional.of(new StartupArchive(Path.of(path)));
  }

  /**
   * Makes the archive where there is none that fits: later, on another thread. What prevents it
   * only costs the time that the archive would have saved.
   */
  void keep() {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(DELAY_MILLIS);
                if (!madeOf().equals(saved())) {
                  make();
                } else if (Files.exists(file)) {
                  // the start script passes over one that is older than the jars
                  Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                }
              } catch (IOException e) {
                // A folder that is not writable, above all. "slipway archive" says what it is.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "slipway-archive");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  /**
   * Makes it now, unless another process is about to.
   *
   * @throws IOException with the reason why there is none
   */
  void make() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    // The system lets go of the lock when this process ends. The file stays: who deletes it deletes
    // the lock of another.
    try (FileChannel channel =
            FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
      deleteAbandoned(folder);
      deleteThoseOfOtherReleases(folder);
      String id = "." + ProcessHandle.current().pid();
      Path fresh = beside(id + ".new");
      Path of = beside(id + ".of");
      Files.writeString(of, madeOf());
      ProcessBuilder process = new ProcessBuilder("/bin/sh", "-c", MAKE, "sh");
      process.command().addAll(List.of(fresh.toString(), of.toString(), file.toString()));
      process.command().addAll(command(fresh));
      process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      process.redirectError(ProcessBuilder.Redirect.DISCARD);
      // They may name agents, which are meant for the server.
      process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      if (process.start().waitFor() != 0) {
        throw new IOException("this Java ended without making one");
      }
    }
  }

  private static List<String> command(Path fresh) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.add(
        (Runtime.version().feature() < FIRST_WITH_AOT_CACHE
                ? "-XX:ArchiveClassesAtExit="
                : "-XX:AOTCacheOutput=")
            + fresh);
    command.add("-Dslipway.home=" + Home.find().folder());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Training.class.getName());
    return command;
  }

  /**
   * Those of the server on which it depends whether an archive fits: modules, memory, collector.
   */
  private static List<String> flags() {
    List<String> flags = new ArrayList<>();
    for (String flag : System.getProperty("slipway.flags", "").strip().split("\\s+")) {
      if (flag.startsWith("--")
          || flag.startsWith("-Xm")
          || flag.startsWith("-XX:+Use")
          || flag.startsWith("-XX:-Use")) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private static String madeOf() throws IOException {
    StringBuilder text = new StringBuilder(8_000);
    for (String property : List.of("java.home", "java.vm.vendor", "java.vm.version")) {
      text.append(System.getProperty(property)).append('\n');
    }
    flags().forEach(flag -> text.append(flag).append('\n'));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      text.append(jar).append(' ').append(Files.size(jar));
      text.append(' ').append(Files.getLastModifiedTime(jar)).append('\n');
    }
    return text.toString();
  }

  private String saved() throws IOException {
    try {
      return Files.readString(beside(".of"));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private Path beside(String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  /** Those for the same Java: nobody uses them any more, and they are large. */
  private void deleteThoseOfOtherReleases(Path folder) throws IOException {
    String name = file.getFileName().toString();
    int release = name.indexOf(RELEASE);
    if (release < 0) {
      return;
    }
    String sameJava = name.substring(0, release + RELEASE.length());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, sameJava + "*")) {
      for (Path each : files) {
        if (!each.getFileName().toString().startsWith(name)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** What processes that were killed have left. */
  private void deleteAbandoned(Path folder) throws IOException {
    Instant before = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, file.getFileName() + ".[0-9]*.*")) {
      for (Path each : files) {
        if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
