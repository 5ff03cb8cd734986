package io.slipway.spi;

/**
 * Makes every servlet, filter, listener and handler of a webapp, so that injection is done at one
 * place. Thread safe; called with the webapp's class loader in context. An attribute of the {@code
 * ServletContext} under this class's name, for features that make what the container does not.
 */
public interface ComponentFactory {
  /**
   * An instance with its injections done and its {@code @PostConstruct} run.
   *
   * @throws Exception whatever the constructor or an injection throws, unwrapped
   */
  <T> Component<T> create(Class<T> type) throws Exception;

  /** Injects into an instance that was made otherwise. */
  <T> Component<T> adopt(T instance) throws Exception;
}
