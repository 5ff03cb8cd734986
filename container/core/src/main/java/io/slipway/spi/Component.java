package io.slipway.spi;

/**
 * An instance of a class of the webapp, and what is to be done when it is no longer needed:
 * {@code @PreDestroy}, a release by CDI.
 *
 * @param release never throws; run once by {@link #close}
 */
public record Component<T>(T instance, Runnable release) implements AutoCloseable {
  /** An instance that the webapp made itself, for which there is nothing to release. */
  public static <T> Component<T> of(T instance) {
    return new Component<>(instance, () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
