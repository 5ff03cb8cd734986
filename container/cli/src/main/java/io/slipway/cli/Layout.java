package io.slipway.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a path holds: one webapp, or several.
 *
 * @param webapps folders and WARs, in the order of their names
 * @param hidden WARs that are not among them because a folder of the same name is
 */
record Layout(boolean single, List<Path> webapps, List<Path> hidden) {

  static Layout one(Path webapp) {
    return new Layout(true, List.of(webapp), List.of());
  }

  /**
   * @throws Failure if there is nothing there that could be served
   */
  static Layout of(Path path) {
    if (!Files.exists(path)) {
      throw Failure.failed(path + ": there is no such file or folder");
    }
    if (!Files.isReadable(path)) {
      throw Failure.failed(path + ": cannot be read (mend its permissions)");
    }
    if (!Files.isDirectory(path)) {
      if (isWar(path) || isSource(path)) {
        return one(path);
      }
      throw Failure.failed(
          path + ": is neither a folder nor a .war nor a .java file" + advice(path));
    }
    if (isWebapp(path)) {
      return one(path);
    }
    if (name(path.toAbsolutePath().normalize()).equals("WEB-INF")) {
      throw Failure.failed(path + ": is a part of a webapp; give the folder around it");
    }
    List<Path> entries = entries(path);
    List<Path> candidates = entries.stream().filter(p -> Files.isDirectory(p) || isWar(p)).toList();
    boolean files = entries.stream().anyMatch(p -> !Files.isDirectory(p) && !isWar(p));
    if (files && !holdsWebapps(path)) {
      return one(path);
    }
    if (candidates.isEmpty()) {
      throw Failure.failed(path + ": is empty; put webapps into it, each a folder or a .war file");
    }
    return ofSeveral(candidates);
  }

  /** Whether it is no webapp itself, and has in it what can be nothing else. */
  static boolean holdsWebapps(Path folder) {
    return !isWebapp(folder)
        && entries(folder).stream()
            .anyMatch(
                p -> isWar(p) || isWebapp(p) || Files.isDirectory(p) && name(p).equals("ROOT"));
  }

  /**
   * What a folder of several webapps holds now, which may be nothing.
   *
   * @throws IOException if it cannot be listed
   */
  static Layout several(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return ofSeveral(
          list.filter(p -> !name(p).startsWith(".") && (Files.isDirectory(p) || isWar(p)))
              .sorted()
              .toList());
    }
  }

  /** The jars of a folder, in the order of their names; none where there is no such folder. */
  static List<Path> jars(Path folder) {
    return Files.isDirectory(folder)
        ? entries(folder).stream().filter(p -> name(p).endsWith(".jar")).toList()
        : List.of();
  }

  /**
   * Where a WAR lies beside the folder of the same name, the folder is what somebody unpacked and
   * changed.
   */
  private static Layout ofSeveral(List<Path> candidates) {
    List<Path> hidden =
        candidates.stream().filter(p -> isWar(p) && Files.isDirectory(beside(p))).toList();
    return new Layout(false, candidates.stream().filter(p -> !hidden.contains(p)).toList(), hidden);
  }

  private static String advice(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    if (name.endsWith(".ear")) {
      return " (unpack it: the .war files in it run)";
    }
    return name.endsWith(".jar") ? " (it belongs into WEB-INF/lib of a webapp)" : "";
  }

  /** The folder that a WAR would be unpacked to. */
  static Path beside(Path war) {
    String name = name(war);
    return war.resolveSibling(name.substring(0, name.length() - ".war".length()));
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(p -> !name(p).startsWith(".")).sorted().toList();
    } catch (AccessDeniedException e) {
      throw Failure.failed(folder + ": cannot be read (mend its permissions)");
    } catch (IOException e) {
      throw Failure.failed(folder + ": cannot be read: " + e.getMessage());
    }
  }

  private static boolean isWebapp(Path folder) {
    return Files.isDirectory(folder.resolve("WEB-INF"));
  }

  private static boolean isWar(Path file) {
    return name(file).toLowerCase(Locale.ROOT).endsWith(".war") && !Files.isDirectory(file);
  }

  /** Asked here, because {@link SourceFile} is made of the compiler's classes. */
  static boolean isSource(Path file) {
    return name(file).endsWith(".java") && Files.isRegularFile(file);
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
