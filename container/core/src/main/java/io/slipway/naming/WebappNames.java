package io.slipway.naming;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Problem;
import io.slipway.spi.ConnectionPooling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is bound in a webapp. Complete when it is made, and never changed but by its end. Thread
 * safe.
 */
public final class WebappNames implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway.naming");

  /** There even if nothing is in them. */
  private static final Set<String> FOLDERS =
      Set.of("", "comp", NamePath.ENV, "app", "app/env", "global");

  /**
   * What the names are made of.
   *
   * @param webapp for messages
   * @param module the value of {@code java:module/ModuleName} and {@code java:app/AppName}
   * @param shared by names as in descriptors, what the container offers to every webapp; belongs to
   *     the container
   * @param computed likewise, what is asked for its value at each lookup
   * @param offered data sources that the container makes for each webapp which uses them
   * @param pooling for data sources; not asked where there are none, null for no pools
   * @param loader the webapp's, for values that are classes and for data sources
   */
  public record Setup(
      String webapp,
      String module,
      List<NamingEntry> entries,
      Map<String, Object> shared,
      Map<String, Supplier<Object>> computed,
      List<DataSourceDef> offered,
      Supplier<@Nullable ConnectionPooling> pooling,
      ClassLoader loader) {
    public Setup {
      entries = List.copyOf(entries);
      shared = Map.copyOf(shared);
      computed = Map.copyOf(computed);
      offered = List.copyOf(offered);
    }
  }

  /** A bound value that is found when it is looked up. */
  record Computed(Supplier<Object> value) {
    static @Nullable Object resolve(@Nullable Object bound) {
      return bound instanceof Computed computed ? computed.value.get() : bound;
    }
  }

  private final String webapp;
  private volatile @Nullable NavigableMap<String, Object> bound;
  private final List<AutoCloseable> owned;

  WebappNames(String webapp, NavigableMap<String, Object> bound, List<AutoCloseable> owned) {
    this.webapp = webapp;
    this.bound = bound;
    this.owned = new ArrayList<>(owned);
  }

  /** Binds what is declared. Names with an error are reported and stay unbound. */
  public static WebappNames open(Setup setup, Consumer<Problem> problems) {
    return new NamesAssembly(setup, problems).names();
  }

  private NavigableMap<String, Object> bound() throws NamingException {
    NavigableMap<String, Object> map = bound;
    if (map == null) {
      throw new NamingException("The webapp " + webapp + " has ended, and its names with it");
    }
    return map;
  }

  /**
   * @param name relative to {@code java:comp/env} where it has no scheme
   * @return null if nothing is bound to it; a folder is nothing
   */
  @Nullable Object find(String name) throws NamingException {
    return Computed.resolve(bound().get(NamePath.of(name)));
  }

  /**
   * @param path in the form of {@link NamePath}
   */
  Object lookup(String path, @Nullable Map<?, ?> environment) throws NamingException {
    Object value = Computed.resolve(bound().get(path));
    if (value != null) {
      return value;
    }
    if (isFolder(path)) {
      return new NamesContext(this, path, environment);
    }
    throw missing(path);
  }

  private boolean isFolder(String path) throws NamingException {
    String first = bound().ceilingKey(path + "/");
    return FOLDERS.contains(path) || (first != null && first.startsWith(path + "/"));
  }

  /** By name within the folder, in order; a folder within it is a {@link Context}. */
  Map<String, Object> list(String folder, @Nullable Map<?, ?> environment) throws NamingException {
    if (!isFolder(folder)) {
      throw missing(folder);
    }
    String prefix = folder.isEmpty() ? "" : folder + "/";
    Map<String, Object> found = new TreeMap<>();
    for (String path : FOLDERS) {
      put(found, prefix, path, null, environment);
    }
    for (Map.Entry<String, Object> entry : bound().tailMap(prefix, true).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      put(found, prefix, entry.getKey(), Computed.resolve(entry.getValue()), environment);
    }
    return new LinkedHashMap<>(found);
  }

  private void put(
      Map<String, Object> found,
      String prefix,
      String path,
      @Nullable Object value,
      @Nullable Map<?, ?> environment) {
    if (!path.startsWith(prefix) || path.length() == prefix.length()) {
      return;
    }
    String rest = path.substring(prefix.length());
    int slash = rest.indexOf('/');
    if (slash >= 0 || value == null) {
      String name = slash < 0 ? rest : rest.substring(0, slash);
      found.put(name, new NamesContext(this, prefix + name, environment));
    } else {
      found.put(rest, value);
    }
  }

  private NameNotFoundException missing(String path) {
    return new NameNotFoundException(
        "\""
            + NamePath.text(path)
            + "\" is not bound in the webapp "
            + webapp
            + ": declare it in WEB-INF/web.xml (<env-entry>, <resource-ref>, <data-source>) or by @DataSourceDefinition");
  }

  /** Ends data sources that the webapp defined. Later lookups fail. */
  @Override
  public void close() {
    bound = null;
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (Exception | Error failure) {
        LOG.warnf(
            failure,
            "%s: a %s of its <data-source> did not close",
            webapp,
            resource.getClass().getName());
      }
    }
    owned.clear();
  }
}
