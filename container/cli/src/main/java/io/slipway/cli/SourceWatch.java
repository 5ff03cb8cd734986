package io.slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Compiles a source file anew when it has changed, and leaves the rest to {@link Watch}. */
final class SourceWatch implements Watch.Present {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  private final SourceFile source;
  private final Path war;
  private long compiled;

  /**
   * @param war that it has been compiled to
   */
  SourceWatch(SourceFile source, Path war) {
    this.source = source;
    this.war = war;
    try {
      this.compiled = source.marks();
    } catch (IOException unreadable) {
      LOG.debugf("%s cannot be looked at: %s", source.file(), unreadable.getMessage());
    }
  }

  @Override
  public List<Path> now() throws IOException {
    long marks = source.marks();
    if (marks != compiled) {
      compiled = marks;
      try {
        source.compileTo(war);
      } catch (Failure failure) {
        LOG.error(failure.getMessage());
      }
    }
    return List.of(war);
  }
}
