package io.slipway.naming;

import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Problem;
import io.slipway.spi.ConnectionPooling;
import io.slipway.spi.PoolOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes what {@code data-source} and {@code @DataSourceDefinition} define: Jakarta EE Platform 11,
 * 5.18; and what the container offers. The class is looked for in the webapp, then wherever its
 * loader looks. No connection is opened; messages never have values, which may be passwords.
 */
final class DataSourceMaker {
  private static final Map<String, Integer> ISOLATIONS =
      Map.of(
          "TRANSACTION_READ_UNCOMMITTED", Connection.TRANSACTION_READ_UNCOMMITTED,
          "TRANSACTION_READ_COMMITTED", Connection.TRANSACTION_READ_COMMITTED,
          "TRANSACTION_REPEATABLE_READ", Connection.TRANSACTION_REPEATABLE_READ,
          "TRANSACTION_SERIALIZABLE", Connection.TRANSACTION_SERIALIZABLE);

  private static final Logger LOG = Logger.getLogger("io.slipway.naming");

  /** What a definition may say that not every class has a setter for. */
  private static final Set<String> OF_POOLS =
      Set.of(
          "initial-pool-size", "max-pool-size", "min-pool-size", "max-idle-time", "max-statements");

  private static final String VENDOR = "property.";

  /** By these setters a class is known for a pool itself. */
  private static final Set<String> SIZES_OF_POOLS =
      Set.of("maxpoolsize", "maximumpoolsize", "maxactive", "maxtotal");

  private final ClassLoader loader;
  private final Supplier<@Nullable ConnectionPooling> pooling;
  private final Consumer<Problem> problems;
  private final List<AutoCloseable> owned;

  /**
   * @param pooling not asked before there is something to pool
   * @param owned takes what is to be closed when the webapp ends
   */
  DataSourceMaker(
      ClassLoader loader,
      Supplier<@Nullable ConnectionPooling> pooling,
      Consumer<Problem> problems,
      List<AutoCloseable> owned) {
    this.loader = loader;
    this.pooling = pooling;
    this.problems = problems;
    this.owned = owned;
  }

  /** Null where it cannot be made, which has been reported then. */
  @Nullable DataSource make(DataSourceDef def) {
    Object instance = instance(def);
    if (instance == null) {
      return null;
    }
    if (instance instanceof AutoCloseable closeable) {
      owned.add(closeable);
    }
    Map<String, String> properties = new LinkedHashMap<>(def.properties());
    if (isPool(instance) || pooling.get() == null) {
      return unpooled(def, instance, properties);
    }
    try {
      PoolOptions options = PoolProperties.take(def.name(), properties);
      DataSource unpooled = unpooled(def, instance, properties);
      if (unpooled == null) {
        return null;
      }
      PooledDataSource source = new PooledDataSource(def.name(), () -> unpooled, pooling, options);
      owned.add(source);
      return source;
    } catch (IllegalArgumentException wrong) {
      error(def, String.valueOf(wrong.getMessage()), "correct the value");
      return null;
    }
  }

  /**
   * One that the container offers: its driver is looked for when it is first used, as not every
   * webapp has it.
   */
  PooledDataSource offer(DataSourceDef def) {
    Map<String, String> properties = new LinkedHashMap<>(def.properties());
    PoolOptions options = PoolProperties.take(def.name(), properties);
    PooledDataSource source =
        new PooledDataSource(
            def.name(),
            () -> {
              List<Problem> wrong = new ArrayList<>();
              DataSourceMaker maker = new DataSourceMaker(loader, pooling, wrong::add, owned);
              Object instance = maker.instance(def);
              DataSource made = instance == null ? null : maker.unpooled(def, instance, properties);
              if (made == null) {
                throw new SQLException(wrong.get(0).toString());
              }
              return made;
            },
            pooling,
            options);
    owned.add(source);
    return source;
  }

  private static boolean isPool(Object instance) {
    return instance instanceof AutoCloseable
        || Setters.of(instance.getClass()).hasAny(SIZES_OF_POOLS);
  }

  private @Nullable DataSource unpooled(
      DataSourceDef def, Object instance, Map<String, String> given) {
    Map<String, String> properties = new LinkedHashMap<>(given);
    int isolation = isolation(def, properties.remove("isolation-level"));
    // all of them are local to one connection here
    properties.remove("transactional");
    if (instance instanceof Driver driver) {
      return driver(def, driver, properties, isolation);
    }
    Setters setters = Setters.of(instance.getClass());
    properties.forEach((name, value) -> set(def, instance, setters, name, value));
    if (instance instanceof DataSource source) {
      return isolation < 0
          ? source
          : new DefinedDataSource(source::getConnection, source::getConnection, source, isolation);
    }
    if (instance instanceof ConnectionPoolDataSource source) {
      return new DefinedDataSource(
          () -> DefinedDataSource.of(source.getPooledConnection()),
          (user, password) -> DefinedDataSource.of(source.getPooledConnection(user, password)),
          source,
          isolation);
    }
    XADataSource source = (XADataSource) instance;
    return new DefinedDataSource(
        () -> DefinedDataSource.of(source.getXAConnection()),
        (user, password) -> DefinedDataSource.of(source.getXAConnection(user, password)),
        source,
        isolation);
  }

  private @Nullable Object instance(DataSourceDef def) {
    if (def.className().isEmpty()) {
      return driverFor(def);
    }
    try {
      Class<?> type = Class.forName(def.className(), true, loader);
      Object instance = type.getConstructor().newInstance();
      if (instance instanceof DataSource
          || instance instanceof ConnectionPoolDataSource
          || instance instanceof XADataSource
          || instance instanceof Driver) {
        return instance;
      }
      error(
          def,
          "has the class " + def.className() + ", which is not a javax.sql.DataSource",
          "name the driver's data source");
    } catch (ClassNotFoundException missing) {
      error(
          def,
          "has the class " + def.className() + ", which is not there",
          "put the database's driver into WEB-INF/lib or conf/lib, or correct the name");
    } catch (InvocationTargetException failure) {
      error(
          def,
          "cannot be made: " + failure.getCause(),
          "see the documentation of " + def.className());
    } catch (ReflectiveOperationException | LinkageError failure) {
      error(
          def,
          "cannot be made: " + failure,
          def.className()
              + " must be public and have a public constructor without parameters, and all it needs be there");
    }
    return null;
  }

  private @Nullable Driver driverFor(DataSourceDef def) {
    String url = def.properties().get("url");
    if (url == null || url.isEmpty()) {
      error(
          def,
          "has neither a class nor a url",
          "name the driver's class that implements javax.sql.DataSource in <class-name>, or add <url>");
      return null;
    }
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          break;
        }
        Driver driver = drivers.next();
        if (driver.acceptsURL(url)) {
          return driver;
        }
      } catch (SQLException | ServiceConfigurationError | LinkageError unusable) {
        LOG.debugf(unusable, "A JDBC driver cannot be asked for its urls");
      }
    }
    // what stands behind may be a password
    String kind = url.substring(0, url.indexOf(':', url.indexOf(':') + 1) + 1);
    error(
        def,
        "has a url \"" + kind + "...\" that no driver takes",
        "put the database's driver into WEB-INF/lib or conf/lib, or correct the url");
    return null;
  }

  private int isolation(DataSourceDef def, @Nullable String level) {
    if (level == null) {
      return -1;
    }
    Integer known = ISOLATIONS.get(level.strip().toUpperCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    try {
      int number = Integer.parseInt(level.strip());
      if (number == -1 || ISOLATIONS.containsValue(number)) {
        return number;
      }
    } catch (NumberFormatException neither) {
      // said below, with what else is wrong
    }
    error(
        def,
        "has the isolation level \"" + level + "\", which does not exist",
        "use one of " + new TreeSet<>(ISOLATIONS.keySet()));
    return -1;
  }

  private @Nullable DataSource driver(
      DataSourceDef def, Driver driver, Map<String, String> properties, int isolation) {
    String url = properties.remove("url");
    if (url == null || url.isEmpty()) {
      error(def, "names a JDBC driver but has no url", "add <url>");
      return null;
    }
    Map<String, String> named = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(VENDOR)) {
            named.put(name.substring(VENDOR.length()), value);
          } else if (name.equals("user") || name.equals("password")) {
            named.put(name, value);
          } else {
            ignored(def, name);
          }
        });
    return DefinedDataSource.of(driver, url, named, isolation);
  }

  private void set(DataSourceDef def, Object instance, Setters setters, String name, String value) {
    boolean vendor = name.startsWith(VENDOR);
    String property = vendor ? name.substring(VENDOR.length()) : name;
    Method setter = setters.find(property);
    if (setter == null && !vendor && property.equals("url")) {
      // what pools call it
      setter = setters.find("jdbcurl");
    }
    if (setter == null && !vendor && property.equals("user")) {
      setter = setters.find("username");
    }
    if (setter == null) {
      if (vendor) {
        error(
            def,
            "has the property \"" + property + "\", which " + def.className() + " does not have",
            "it has " + setters.names());
      } else {
        ignored(def, property);
      }
      return;
    }
    try {
      Class<?> type = EnvValue.boxed(setter.getParameterTypes()[0]);
      Object parsed =
          type == char[].class ? value.toCharArray() : EnvValue.parse(type, value, loader);
      setter.invoke(instance, parsed);
    } catch (IllegalArgumentException wrong) {
      error(
          def,
          "has a value of \"" + property + "\" that " + wrong.getMessage(),
          "correct the value");
    } catch (InvocationTargetException refused) {
      error(
          def,
          "has a value of \""
              + property
              + "\" that "
              + def.className()
              + " refuses: "
              + refused.getTargetException().getClass().getName(),
          "see its documentation");
    } catch (IllegalAccessException hidden) {
      error(
          def,
          "has a class that cannot be configured: " + hidden.getMessage(),
          "name a public class");
    }
  }

  private void ignored(DataSourceDef def, String property) {
    boolean pool = OF_POOLS.contains(property);
    problems.accept(
        Problem.warning(
            "data-source-property-ignored",
            def.origin(),
            "<"
                + property
                + "> of the data source \""
                + def.name()
                + "\" has no effect, because "
                + def.className()
                + " has no such property",
            pool
                ? "add slipway-data, which pools connections, or name the data source class of a pool"
                : "remove it"));
  }

  private void error(DataSourceDef def, String what, String fix) {
    problems.accept(
        Problem.error(
            "bad-data-source",
            def.origin(),
            "the data source \"" + def.name() + "\" " + what,
            fix));
  }
}
