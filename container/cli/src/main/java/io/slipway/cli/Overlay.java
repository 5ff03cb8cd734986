package io.slipway.cli;

import io.slipway.WebappBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Classes and jars that lie elsewhere than the webapp they belong to, as in a source tree: {@code
 * slipway run src/main/webapp --classes target/classes --lib target/dependency}.
 *
 * @param classes folders, the first before the others
 * @param libraries folders of jars, which are listed when the webapp is first deployed
 */
record Overlay(List<Path> classes, List<Path> libraries) {
  /**
   * @throws Failure if one of them is no folder, or there is no webapp that they belong to
   */
  static Overlay of(Arguments arguments) {
    Overlay overlay =
        new Overlay(folders(arguments, Option.CLASSES), folders(arguments, Option.LIB));
    if (!overlay.isEmpty() && arguments.path().isEmpty()) {
      throw Failure.usage("--classes and --lib belong to one webapp: name its folder");
    }
    return overlay;
  }

  private static List<Path> folders(Arguments arguments, Option option) {
    List<Path> folders = arguments.all(option).stream().map(Main::path).toList();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw Failure.failed(option.flag + ": " + folder + " is not a folder");
      }
    }
    return folders;
  }

  boolean isEmpty() {
    return classes.isEmpty() && libraries.isEmpty();
  }

  /**
   * The one webapp that it belongs to, which need not have a {@code WEB-INF}.
   *
   * @throws Failure if there is no such folder, or one of webapps, whose {@code WEB-INF} anybody
   *     could read then
   */
  Layout over(Path path) {
    if (!Files.isDirectory(path)) {
      throw Failure.failed(
          path + ": --classes and --lib are for the folder of one webapp, which this is not");
    }
    if (Layout.holdsWebapps(path)) {
      throw Failure.failed(
          path + ": --classes and --lib are for one webapp, but there are webapps in this folder");
    }
    return Layout.one(path);
  }

  void addTo(WebappBuilder webapp) {
    classes.forEach(webapp::classes);
    libraries.stream().flatMap(folder -> Layout.jars(folder).stream()).forEach(webapp::library);
  }

  List<Path> paths() {
    return Stream.concat(classes.stream(), libraries.stream()).toList();
  }
}
