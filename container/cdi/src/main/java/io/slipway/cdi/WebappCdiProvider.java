package io.slipway.cdi;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.CDIProvider;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code CDI.current()} with the container of the webapp whose class loader is in context,
 * and outside of webapps as the provider of an embedding application does, such as that of Weld SE.
 * (Where several containers of Weld SE run at once, that looks for its caller on the stack, finds
 * this class, and takes the one that was started first.)
 */
public final class WebappCdiProvider implements CDIProvider {
  private volatile @Nullable List<CDIProvider> others;

  /**
   * @throws IllegalStateException if the class loader in context is that of no webapp with CDI, and
   *     no other provider has a container
   */
  @Override
  public CDI<Object> getCDI() {
    CDI<Object> current = WebappContainers.current();
    if (current != null) {
      return current;
    }
    IllegalStateException none =
        new IllegalStateException("The class loader in context is that of no webapp with CDI");
    for (CDIProvider other : others()) {
      try {
        CDI<Object> found = other.getCDI();
        if (found != null) {
          return found;
        }
      } catch (IllegalStateException hasNone) {
        none.addSuppressed(hasNone);
      }
    }
    throw none;
  }

  /** Those that {@code CDI} would ask, in its order. */
  private List<CDIProvider> others() {
    List<CDIProvider> found = others;
    if (found == null) {
      found =
          ServiceLoader.load(CDIProvider.class, CDI.class.getClassLoader()).stream()
              .filter(provider -> provider.type() != WebappCdiProvider.class)
              .map(ServiceLoader.Provider::get)
              .sorted(Comparator.comparingInt(CDIProvider::getPriority).reversed())
              .toList();
      others = found;
    }
    return found;
  }

  /** Asked before all others: {@code CDI} goes on with the first that answers, for ever. */
  @Override
  public int getPriority() {
    return DEFAULT_CDI_PROVIDER_PRIORITY + 10;
  }
}
