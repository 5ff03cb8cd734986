package io.slipway.naming.java;

import io.slipway.naming.NamesContext;
import io.slipway.naming.NamingScope;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names that begin with {@code java:}. The JDK derives this class's name from the scheme,
 * which is why it begins with a small letter.
 */
@SuppressWarnings("checkstyle:TypeName")
public final class javaURLContextFactory implements ObjectFactory {
  /**
   * @param url null asks for a context for any name of the scheme
   * @return null outside of webapps, where the JDK goes on to look for another context
   */
  @Override
  public @Nullable Object getObjectInstance(
      @Nullable Object url,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Hashtable<?, ?> environment)
      throws NamingException {
    NamesContext names =
        NamingScope.current().map(found -> NamesContext.root(found, environment)).orElse(null);
    return names == null || !(url instanceof String text) ? names : names.lookup(text);
  }
}
