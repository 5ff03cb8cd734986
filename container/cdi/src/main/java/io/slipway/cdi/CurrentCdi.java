package io.slipway.cdi;

import java.util.Set;
import org.jboss.weld.Container;
import org.jboss.weld.SimpleCDI;
import org.jboss.weld.manager.BeanManagerImpl;

/**
 * {@code CDI.current()} in one webapp: callers that are in no bean archive, or in several, see what
 * the webapp's classes see.
 */
final class CurrentCdi extends SimpleCDI {
  private final BeanManagerImpl webapp;
  private final SocketInstances sockets = new SocketInstances();

  CurrentCdi(Container container, BeanManagerImpl webapp) {
    super(container);
    this.webapp = webapp;
  }

  BeanManagerImpl manager() {
    return webapp;
  }

  SocketInstances sockets() {
    return sockets;
  }

  @Override
  protected BeanManagerImpl unsatisfiedBeanManager(String callerClassName) {
    return webapp;
  }

  @Override
  protected BeanManagerImpl ambiguousBeanManager(
      String callerClassName, Set<BeanManagerImpl> managers) {
    return webapp;
  }
}
