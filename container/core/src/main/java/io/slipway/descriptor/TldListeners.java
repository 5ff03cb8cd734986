package io.slipway.descriptor;

import io.slipway.model.ListenerDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Listeners of tag libraries: {@code *.tld} in {@code WEB-INF} and in {@code META-INF} of its jars.
 * For the pages feature, whose business they are since Servlet 3.0 (6.1, 8.3); such a listener may
 * not use what Servlet 3.0 added to {@code ServletContext}.
 *
 * @param listeners each class once, those of {@code WEB-INF} first, then by the jars' order
 * @param problems descriptors that could not be read, all of them warnings
 */
public record TldListeners(List<ListenerDef> listeners, List<Problem> problems) {
  public TldListeners {
    listeners = List.copyOf(listeners);
    problems = List.copyOf(problems);
  }

  /** Opens every jar; a webapp without pages need not be asked. */
  public static TldListeners read(WebappFiles files) {
    Map<String, ListenerDef> listeners = new LinkedHashMap<>();
    List<Problem> faults = new ArrayList<>();
    try {
      readFolder(files, listeners, faults);
    } catch (IOException e) {
      faults.add(unreadable("WEB-INF", e));
    }
    for (Path jar : files.libraries()) {
      String name = WebappFiles.nameOf(jar);
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          if (entry.getName().startsWith("META-INF/") && entry.getName().endsWith(".tld")) {
            try (InputStream in = zip.getInputStream(entry)) {
              readTld(name + "!/" + entry.getName(), in.readAllBytes(), listeners, faults);
            }
          }
        }
      } catch (IOException e) {
        faults.add(unreadable(name, e));
      }
    }
    return new TldListeners(List.copyOf(listeners.values()), faults);
  }

  private static void readFolder(
      WebappFiles files, Map<String, ListenerDef> listeners, List<Problem> faults)
      throws IOException {
    Path webInf = files.root().resolve("WEB-INF");
    if (!Files.isDirectory(webInf)) {
      return;
    }
    List<Path> found;
    // Pages 4.0, 7.3.1: below WEB-INF, but not where classes and jars are; WEB-INF/tags has only
    // implicit.tld, which declares no listener
    try (Stream<Path> all = Files.walk(webInf)) {
      found =
          all.filter(p -> p.getFileName().toString().endsWith(".tld") && Files.isRegularFile(p))
              .filter(
                  p ->
                      !p.startsWith(webInf.resolve("classes"))
                          && !p.startsWith(webInf.resolve("lib")))
              .sorted()
              .toList();
    }
    for (Path tld : found) {
      readTld(
          files.root().relativize(tld).toString().replace('\\', '/'),
          Files.readAllBytes(tld),
          listeners,
          faults);
    }
  }

  private static void readTld(
      String source, byte[] document, Map<String, ListenerDef> listeners, List<Problem> faults) {
    Problems problems = new Problems();
    XmlElement root = new XmlReader(problems).read(source, document);
    if (root != null && root.name().equals("taglib")) {
      Values values = new Values(problems);
      for (XmlElement listener : root.children("listener")) {
        values
            .className(listener, "listener-class")
            .ifPresent(c -> listeners.putIfAbsent(c, new ListenerDef(c, listener.origin())));
      }
    }
    // a tag library that nobody uses must not keep the webapp from being served
    problems
        .list()
        .forEach(p -> faults.add(Problem.warning(p.code(), p.at(), p.message(), p.fix())));
  }

  private static Problem unreadable(String source, IOException e) {
    return Problem.warning(
        "unreadable-file",
        Origin.of(source),
        "Cannot be read: " + e.getMessage(),
        "check or replace it");
  }
}
