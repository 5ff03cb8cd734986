package io.slipway.deploy;

import io.slipway.naming.NamingLookup;
import io.slipway.naming.NamingScope;
import io.slipway.naming.WebappNames;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loader of one webapp whose classes come from a loader that the embedder gave, and that other
 * webapps may share: it has no classes of its own, but tells the webapps apart and knows their
 * names.
 */
final class GivenLoader extends ClassLoader implements NamingScope {
  static {
    registerAsParallelCapable();
  }

  private final ClassLoader container;
  private volatile @Nullable WebappNames names;

  GivenLoader(String name, ClassLoader given, ClassLoader container) {
    super(name, given);
    this.container = container;
  }

  @Override
  public @Nullable WebappNames names() {
    return names;
  }

  void names(WebappNames opened) {
    names = opened;
  }

  /** Asked for what the given loader does not have. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(NamingLookup.PACKAGE)) {
      return container.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return name.equals(NamingLookup.RESOURCE) ? NamingLookup.settings() : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return name.equals(NamingLookup.RESOURCE)
        ? Collections.enumeration(List.of(NamingLookup.settings()))
        : Collections.emptyEnumeration();
  }
}
