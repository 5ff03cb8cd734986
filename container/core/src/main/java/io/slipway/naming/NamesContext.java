package io.slipway.naming;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import org.jspecify.annotations.Nullable;

/**
 * A webapp's names, all of them or a folder, to read: Jakarta EE Platform 11, 5.2.2 demands that an
 * application cannot change them.
 */
public final class NamesContext implements Context {
  private final WebappNames names;
  private final String folder;
  private final Hashtable<Object, Object> environment = new Hashtable<>();

  NamesContext(WebappNames names, String folder, @Nullable Map<?, ?> environment) {
    this.names = names;
    this.folder = folder;
    if (environment != null) {
      this.environment.putAll(environment);
    }
  }

  /** The context that takes names with their scheme. */
  public static NamesContext root(WebappNames names, @Nullable Map<?, ?> environment) {
    return new NamesContext(names, "", environment);
  }

  private static String text(Name name) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < name.size(); i++) {
      parts.add(name.get(i));
    }
    return String.join("/", parts);
  }

  @Override
  public Object lookup(String name) throws NamingException {
    return names.lookup(NamePath.in(folder, name), environment);
  }

  @Override
  public Object lookup(Name name) throws NamingException {
    return lookup(text(name));
  }

  @Override
  public Object lookupLink(String name) throws NamingException {
    return lookup(name);
  }

  @Override
  public Object lookupLink(Name name) throws NamingException {
    return lookup(name);
  }

  @Override
  public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
    List<NameClassPair> pairs = new ArrayList<>();
    names
        .list(NamePath.in(folder, name), environment)
        .forEach((key, value) -> pairs.add(new NameClassPair(key, className(value))));
    return new Listing<>(pairs.iterator());
  }

  @Override
  public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
    return list(text(name));
  }

  @Override
  public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
    List<Binding> bindings = new ArrayList<>();
    names
        .list(NamePath.in(folder, name), environment)
        .forEach((key, value) -> bindings.add(new Binding(key, className(value), value)));
    return new Listing<>(bindings.iterator());
  }

  @Override
  public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
    return listBindings(text(name));
  }

  private static String className(Object value) {
    return value instanceof NamesContext ? Context.class.getName() : value.getClass().getName();
  }

  private static final class Listing<T> implements NamingEnumeration<T> {
    private final Iterator<T> rest;

    Listing(Iterator<T> rest) {
      this.rest = rest;
    }

    @Override
    public boolean hasMore() {
      return rest.hasNext();
    }

    @Override
    public boolean hasMoreElements() {
      return rest.hasNext();
    }

    @Override
    public T next() {
      return rest.next();
    }

    @Override
    public T nextElement() {
      return rest.next();
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  @Override
  public NameParser getNameParser(String name) {
    return CompositeName::new;
  }

  @Override
  public NameParser getNameParser(Name name) {
    return CompositeName::new;
  }

  @Override
  public String composeName(String name, String prefix) {
    return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "/" + name;
  }

  @Override
  public Name composeName(Name name, Name prefix) throws NamingException {
    return ((Name) prefix.clone()).addAll(name);
  }

  @Override
  public @Nullable Object addToEnvironment(String property, Object value) {
    return environment.put(property, value);
  }

  @Override
  public @Nullable Object removeFromEnvironment(String property) {
    return environment.remove(property);
  }

  @Override
  public Hashtable<?, ?> getEnvironment() {
    return new Hashtable<>(environment);
  }

  @Override
  public String getNameInNamespace() {
    return NamePath.text(folder);
  }

  /** Does nothing: the names end with the webapp. */
  @Override
  public void close() {}

  private OperationNotSupportedException readOnly(Object name) {
    return new OperationNotSupportedException(
        "\""
            + Objects.toString(name)
            + "\" cannot be changed: the names of a webapp are read-only; declare them in WEB-INF/web.xml");
  }

  @Override
  public void bind(String name, Object value) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void bind(Name name, Object value) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void rebind(String name, Object value) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void rebind(Name name, Object value) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void unbind(String name) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void unbind(Name name) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void rename(String oldName, String newName) throws NamingException {
    throw readOnly(oldName);
  }

  @Override
  public void rename(Name oldName, Name newName) throws NamingException {
    throw readOnly(oldName);
  }

  @Override
  public Context createSubcontext(String name) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public Context createSubcontext(Name name) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void destroySubcontext(String name) throws NamingException {
    throw readOnly(name);
  }

  @Override
  public void destroySubcontext(Name name) throws NamingException {
    throw readOnly(name);
  }
}
