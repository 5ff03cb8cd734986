package io.slipway.cli;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.Webapp;
import io.slipway.model.ContextPath;
import io.slipway.threads.ContainerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of the webapps from time to time and has the container follow them: what is
 * new is deployed, what has gone undeployed, what has changed redeployed. Each time nothing is done
 * before two looks have seen the same, so that nothing half copied is taken.
 *
 * <p>A change is one of a {@code .war}, {@code WEB-INF/web.xml} or {@code WEB-INF/slipway.yaml}; of
 * classes and jars too where that is asked for, if their contents differ. Everything counts for a
 * webapp that could not be deployed. Used by one thread.
 */
final class Watch {
  /** What shall be served now. */
  @FunctionalInterface
  interface Present {
    /**
     * @throws IOException if it cannot be said: nothing is done
     */
    List<Path> now() throws IOException;
  }

  private static final Logger LOG = Logger.getLogger("io.slipway");

  /** Of what a change of counts. */
  private record Marks(long descriptors, long code) {}

  /** One webapp that has been seen. */
  private static final class Known {
    /** Null until it is deployed. */
    @Nullable String contextPath;

    /** Whether what is there could not be deployed; an older version may run. */
    boolean failed = true;

    /** What has been taken up. */
    @Nullable Marks taken;

    /** Of the contents of the classes that run, where they are looked at. */
    long content;

    /** Of all files at the last look, when there was something to do. */
    long settling;

    /** Looks that have not found it. */
    int missed;
  }

  private final Slipway slipway;
  private final Present present;
  private final @Nullable List<Path> classes;
  private final Map<Path, Known> known = new LinkedHashMap<>();

  /**
   * What the default host runs now is taken to be what its files say.
   *
   * @param classes what is looked at beside the classes and jars of each webapp; null if neither is
   */
  Watch(Slipway slipway, Present present, @Nullable List<Path> classes) {
    this.slipway = slipway;
    this.present = present;
    this.classes = classes;
    try {
      List<Path> paths = present.now();
      for (Webapp webapp : slipway.webapps()) {
        Path path = webapp.source().orElse(null);
        if (path != null && paths.contains(path)) {
          Known its = new Known();
          its.contextPath = webapp.contextPath();
          its.failed = webapp.state() == Webapp.State.FAILED;
          known.put(path, its);
          its.taken = marks(path, its);
          its.content = content(path);
        }
      }
    } catch (IOException failure) {
      LOG.warnf("The files of the webapps cannot be looked at: %s", failure.getMessage());
    }
  }

  /** Looks in a thread of its own until the container ends. */
  void start(Duration interval) {
    ContainerThread.of(
            () -> {
              while (true) {
                LockSupport.parkNanos(interval.toNanos());
                try {
                  look();
                } catch (IllegalStateException closed) {
                  return;
                }
              }
            },
            "slipway-watch-files")
        .start();
  }

  /**
   * @throws IllegalStateException if the container has been closed
   */
  void look() {
    List<Path> paths;
    try {
      paths = present.now();
    } catch (IOException unknown) {
      LOG.debugf("The webapps cannot be listed: %s", unknown.getMessage());
      return;
    }
    for (Map.Entry<Path, Known> one : List.copyOf(known.entrySet())) {
      if (!paths.contains(one.getKey())) {
        gone(one.getKey(), one.getValue());
      }
    }
    for (Path path : paths) {
      Known its = known.computeIfAbsent(path, p -> new Known());
      its.missed = 0;
      try {
        look(path, its);
      } catch (IOException changing) {
        its.settling = 0; // its files come and go just now
      }
    }
  }

  private void gone(Path path, Known its) {
    if (++its.missed < 2) {
      return;
    }
    known.remove(path);
    String contextPath = its.contextPath;
    if (contextPath != null) {
      LOG.infof("%s has gone: %s is undeployed", path, ContextPath.label(contextPath));
      act(() -> slipway.undeploy(contextPath));
    }
  }

  private void look(Path path, Known its) throws IOException {
    Marks marks = marks(path, its);
    if (marks.equals(its.taken)) {
      return;
    }
    long all = FileMarks.of(path);
    if (classes != null) {
      all += FileMarks.of(classes.toArray(Path[]::new));
    }
    if (all != its.settling) {
      its.settling = all;
      return;
    }
    if (FileMarks.files(path).isEmpty()) {
      return; // somebody has made the folder, and will fill it
    }
    long content = content(path);
    boolean same =
        !its.failed
            && its.taken != null
            && marks.descriptors() == its.taken.descriptors()
            && content == its.content;
    its.content = content;
    if (!same) {
      its.failed = true;
      act(() -> take(path, its));
    }
    its.taken = marks(path, its);
  }

  private void take(Path path, Known its) {
    String contextPath = its.contextPath;
    Webapp webapp = contextPath == null ? slipway.deploy(path) : slipway.redeploy(contextPath);
    its.contextPath = webapp.contextPath();
    its.failed = false;
    LOG.infof(
        "%s %s from %s in %s ms",
        ContextPath.label(webapp.contextPath()),
        contextPath == null ? "deployed" : "redeployed",
        path,
        webapp.deployMillis());
  }

  /**
   * In a thread that ends with it: webapps leave things in the thread locals of who starts them.
   */
  private void act(Runnable action) {
    RuntimeException[] failed = new RuntimeException[1];
    Thread thread =
        ContainerThread.of(
            () -> {
              try {
                action.run();
              } catch (DeploymentException failure) {
                boolean before =
                    slipway
                        .webapp(failure.contextPath())
                        .filter(w -> w.state() == Webapp.State.RUNNING)
                        .isPresent();
                LOG.error(
                    failure.getMessage() + (before ? "\n  what ran there before goes on" : ""));
              } catch (IllegalArgumentException refused) {
                // its name is no context path, or somebody else has undeployed it
                LOG.error(refused.getMessage());
              } catch (RuntimeException closed) {
                failed[0] = closed;
              }
            },
            "slipway-deploy");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException end) {
      throw new IllegalStateException("interrupted", end);
    }
    if (failed[0] != null) {
      throw failed[0];
    }
  }

  private Marks marks(Path path, Known its) throws IOException {
    if (its.failed || !Files.isDirectory(path)) {
      return new Marks(FileMarks.of(path), 0);
    }
    Path inf = path.resolve("WEB-INF");
    return new Marks(
        FileMarks.of(inf.resolve("web.xml"), inf.resolve("slipway.yaml")),
        classes == null ? 0 : FileMarks.of(code(path, classes)));
  }

  private long content(Path path) throws IOException {
    return classes != null && Files.isDirectory(path)
        ? FileMarks.ofContent(code(path, classes))
        : 0;
  }

  private static Path[] code(Path folder, List<Path> more) {
    Path inf = folder.resolve("WEB-INF");
    return Stream.concat(Stream.of(inf.resolve("classes"), inf.resolve("lib")), more.stream())
        .toArray(Path[]::new);
  }
}
