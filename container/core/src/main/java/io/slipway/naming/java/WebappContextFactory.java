package io.slipway.naming.java;

import io.slipway.naming.NamesContext;
import io.slipway.naming.NamingScope;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NoInitialContextException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/** The initial context of a webapp that names no other factory. */
public final class WebappContextFactory implements InitialContextFactory {
  @Override
  public Context getInitialContext(@Nullable Hashtable<?, ?> environment)
      throws NoInitialContextException {
    return NamingScope.current()
        .map(names -> NamesContext.root(names, environment))
        .orElseThrow(
            () ->
                new NoInitialContextException(
                    "The thread's context class loader belongs to no running webapp: JNDI names are found by it"));
  }
}
