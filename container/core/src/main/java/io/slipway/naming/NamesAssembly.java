package io.slipway.naming;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From declarations to bound values. What the container offers comes first; the webapp's values and
 * data sources replace it where names are equal; references to other names are followed in the end.
 */
final class NamesAssembly {
  private static final String NEEDS =
      "give the container a data source of this name (naming.data-sources in slipway.yaml, SlipwayBuilder.dataSource),"
          + " define one by <data-source> or @DataSourceDefinition, or name another by <lookup-name> or lookup";

  private static final String NEEDS_ANOTHER =
      "the container brings no resource of this type: name another by <lookup-name> or lookup, or take it out";

  private static final String DATA_SOURCE = "javax.sql.DataSource";
  private static final String DEFAULT_DATA_SOURCE = "comp/DefaultDataSource";

  /** A name that stands for another. */
  private record Link(String target, NamingEntry entry) {}

  private final WebappNames.Setup setup;
  private final Consumer<Problem> problems;
  private final NavigableMap<String, Object> bound = new TreeMap<>();
  private final Map<String, Link> links = new HashMap<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private @Nullable DataSourceMaker maker;

  NamesAssembly(WebappNames.Setup setup, Consumer<Problem> problems) {
    this.setup = setup;
    this.problems = problems;
  }

  WebappNames names() {
    offer();
    List<NamingEntry.ResourceRef> references = new ArrayList<>();
    for (NamingEntry entry : setup.entries()) {
      if (entry instanceof NamingEntry.EnvEntry env) {
        bind(env);
      } else if (entry instanceof DataSourceDef def) {
        Object source = maker().make(def);
        if (source != null) {
          bound.put(NamePath.of(def.name()), source);
        }
      } else if (entry instanceof NamingEntry.ResourceRef reference) {
        references.add(reference);
      }
    }
    // when all that they may stand for is bound
    references.forEach(this::link);
    follow();
    references.forEach(this::check);
    links.forEach(this::check);
    checkFolders();
    return new WebappNames(setup.webapp(), bound, owned);
  }

  private void offer() {
    bound.put("app/AppName", setup.module());
    bound.put("comp/ModuleName", setup.module());
    setup.shared().forEach((name, value) -> bound.put(NamePath.of(name), value));
    setup
        .computed()
        .forEach((name, value) -> bound.put(NamePath.of(name), new WebappNames.Computed(value)));
    for (DataSourceDef def : setup.offered()) {
      bound.put(NamePath.of(def.name()), maker().offer(def));
    }
    if (setup.offered().size() == 1) {
      // Jakarta EE Platform 11, 5.20
      bound.put(DEFAULT_DATA_SOURCE, bound.get(NamePath.of(setup.offered().get(0).name())));
    }
  }

  private void link(NamingEntry.ResourceRef reference) {
    if (reference.lookup().isPresent()) {
      link(reference, reference.lookup().get());
    } else if (isDefaultDataSource(reference)) {
      link(reference, NamePath.text(DEFAULT_DATA_SOURCE));
    }
  }

  /** Not made where there is nothing to make: it needs the classes of JDBC. */
  private DataSourceMaker maker() {
    DataSourceMaker made = maker;
    if (made == null) {
      made = new DataSourceMaker(setup.loader(), setup.pooling(), problems, owned);
      maker = made;
    }
    return made;
  }

  /** {@code @Resource DataSource source}: nobody has said which. */
  private boolean isDefaultDataSource(NamingEntry.ResourceRef reference) {
    return bound.containsKey(DEFAULT_DATA_SOURCE)
        && !bound.containsKey(NamePath.of(reference.name()))
        && reference.type().filter(DATA_SOURCE::equals).isPresent()
        && reference.targets().stream()
            .anyMatch(t -> reference.name().equals(t.className() + "/" + t.member()));
  }

  private void bind(NamingEntry.EnvEntry entry) {
    String label = "<env-entry> \"" + entry.name() + "\"";
    if (entry.lookup().isPresent()) {
      if (entry.value().isPresent()) {
        error(
            "value-and-lookup",
            entry,
            label + " has both a value and a <lookup-name>",
            "keep one of the two");
      }
      link(entry, entry.lookup().get());
      return;
    }
    if (entry.value().isEmpty()) {
      // 5.4.1.3: without a value it is not bound, and its targets keep what they have
      return;
    }
    Class<?> type = type(entry, label);
    if (type == null) {
      return;
    }
    try {
      bound.put(
          NamePath.of(entry.name()), EnvValue.parse(type, entry.value().get(), setup.loader()));
    } catch (IllegalArgumentException wrong) {
      error(
          "bad-env-entry",
          entry,
          "the value \"" + entry.value().get() + "\" of " + label + " " + wrong.getMessage(),
          "correct <env-entry-value> or <env-entry-type>");
    }
  }

  private @Nullable Class<?> type(NamingEntry.EnvEntry entry, String label) {
    if (entry.type().isPresent()) {
      Class<?> type = EnvValue.type(entry.type().get(), setup.loader());
      if (type == null) {
        error(
            "bad-env-entry",
            entry,
            "the type "
                + entry.type().get()
                + " of "
                + label
                + " is not a class that can be loaded",
            "write java.lang.String, the class of a primitive such as java.lang.Integer, java.lang.Class or an enum");
      }
      return type;
    }
    for (InjectionTarget target : entry.targets()) {
      Class<?> type = Members.type(target, setup.loader());
      if (type != null) {
        return EnvValue.boxed(type);
      }
    }
    error(
        "bad-env-entry",
        entry,
        label
            + " has no type"
            + (entry.targets().isEmpty() ? "" : ", and none of its injection targets can be found"),
        "add <env-entry-type>");
    return null;
  }

  private void link(NamingEntry entry, String target) {
    links.put(NamePath.of(entry.name()), new Link(NamePath.of(target), entry));
  }

  private void follow() {
    Map<String, Object> found = new HashMap<>();
    links.forEach(
        (path, link) -> {
          Object value = follow(path, link);
          if (value != null) {
            found.put(path, value);
          }
        });
    bound.putAll(found);
  }

  private @Nullable Object follow(String path, Link link) {
    Set<String> seen = new LinkedHashSet<>(Set.of(path));
    Link next = link;
    while (seen.add(next.target)) {
      Link further = links.get(next.target);
      if (further == null) {
        return bound.get(next.target);
      }
      next = further;
    }
    // a reference to its own name means what the container offers under it
    Object offered = bound.get(next.target);
    if (offered == null) {
      error(
          "circular-lookup",
          link.entry,
          "the <lookup-name> of \"" + link.entry.name() + "\" leads in a circle: " + seen,
          "name something that is defined");
    }
    return offered;
  }

  private void check(String path, Link link) {
    if (link.entry instanceof NamingEntry.EnvEntry && !bound.containsKey(path)) {
      error(
          "lookup-missing",
          link.entry,
          "the entry \""
              + link.entry.name()
              + "\" refers to \""
              + NamePath.text(link.target)
              + "\", which is not bound",
          "correct its <lookup-name> or lookup");
    }
  }

  private void check(NamingEntry.ResourceRef reference) {
    Object value = bound.get(NamePath.of(reference.name()));
    if (value == null) {
      boolean injected = !reference.targets().isEmpty();
      String type = reference.type().map(t -> " of type " + t).orElse("");
      String fix =
          reference.type().filter(t -> !t.equals(DATA_SOURCE)).isEmpty() ? NEEDS : NEEDS_ANOTHER;
      String what = "the resource \"" + reference.name() + "\"" + type + leadsNowhere(reference);
      problems.accept(
          injected
              ? Problem.error(
                  "resource-missing",
                  reference.origin(),
                  what + "; it is to be injected into " + targets(reference.targets()),
                  fix)
              : Problem.warning(
                  "resource-missing", reference.origin(), what + "; looking it up will fail", fix));
      return;
    }
    if (value instanceof WebappNames.Computed) {
      return;
    }
    if (maker != null && value instanceof PooledDataSource source) {
      requireDriver(reference, source);
    }
    Class<?> type = reference.type().map(name -> EnvValue.type(name, setup.loader())).orElse(null);
    if (type != null && !EnvValue.boxed(type).isInstance(value)) {
      error(
          "wrong-resource-type",
          reference,
          "the resource \""
              + reference.name()
              + "\" is to be a "
              + type.getName()
              + " but is a "
              + value.getClass().getName(),
          "correct the type, or the name that it refers to");
    }
  }

  /** A webapp that says it needs what the container offers must have, or find, the driver. */
  private void requireDriver(NamingEntry.ResourceRef reference, PooledDataSource source) {
    try {
      source.unpooled();
    } catch (SQLException missing) {
      error(
          "bad-data-source",
          reference,
          "the resource \"" + reference.name() + "\" cannot be had: " + missing.getMessage(),
          "see there");
    }
  }

  private static String leadsNowhere(NamingEntry.ResourceRef reference) {
    return reference
        .lookup()
        .map(
            target ->
                " refers to \"" + NamePath.text(NamePath.of(target)) + "\", which is not bound")
        .orElse(" is not there");
  }

  private static String targets(List<InjectionTarget> targets) {
    List<String> names = new ArrayList<>();
    targets.forEach(t -> names.add(t.className() + "." + t.member()));
    return String.join(", ", names);
  }

  /** A name cannot be both a value and a folder of others. */
  private void checkFolders() {
    for (NamingEntry entry : setup.entries()) {
      String path = NamePath.of(entry.name());
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        if (bound.containsKey(path) && bound.containsKey(path.substring(0, slash))) {
          error(
              "name-below-value",
              entry,
              "\""
                  + NamePath.text(path)
                  + "\" stands below \""
                  + NamePath.text(path.substring(0, slash))
                  + "\", which is a value",
              "rename one of them");
        }
      }
    }
  }

  private void error(String code, NamingEntry entry, String message, String fix) {
    Origin at = entry.origin();
    problems.accept(Problem.error(code, at, message, fix));
  }
}
