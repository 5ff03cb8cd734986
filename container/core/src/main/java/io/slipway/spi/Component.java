package io.slipway.spi;

/**
 * An instance of a class of the webapp, and what is to be done when it is not needed any more:
 * {@code @PreDestroy}, a CDI release.
 *
 * @param release never throws; run once by {@link #close}
 */
public record Component<T>(T instance, Runnable release) implements AutoCloseable {
  /** An instance that the webapp made itself: nothing is to be released. */
  public static <T> Component<T> of(T instance) {
    return new Component<>(instance, () -> {});
  }

  @Override
  public void close() {
    release.run();
  }
}
