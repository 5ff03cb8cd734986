package io.slipway.spi;

/**
 * Makes every servlet, filter, listener and handler of a webapp, so that injection is done in one
 * place. Thread safe; called with the webapp's class loader in context. Features that make other
 * kinds of components find it as an attribute of the {@code ServletContext} under the name of this
 * class.
 */
public interface ComponentFactory {
  /**
   * Makes an instance, injects into it and runs its {@code @PostConstruct} methods.
   *
   * @throws Exception whatever the constructor or an injection throws, unwrapped
   */
  <T> Component<T> create(Class<T> type) throws Exception;

  /** Injects into an instance that was made otherwise. */
  <T> Component<T> adopt(T instance) throws Exception;
}
