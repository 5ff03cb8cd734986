package io.slipway.naming;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.PlatformAnnotations;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Injects what {@code @Resource} and {@code injection-target} ask for: Servlet 6.1, 15.5.4; Jakarta
 * EE Platform 11, 5.2.5. Thread safe; belongs to one webapp and keeps its classes in memory.
 */
public final class ResourceInjector {
  private static final String SERVLET_API = "jakarta.servlet";

  /**
   * @param optional whether the member keeps its value where nothing is bound, as environment
   *     entries do
   */
  private record Injection(
      Member into, String name, String lookup, boolean optional, String origin) {}

  /** An {@code injection-target} with what it is given. */
  private record Declared(InjectionTarget target, NamingEntry entry) {}

  private final WebappNames names;
  private final boolean annotations;
  private final Map<String, List<Declared>> declared = new HashMap<>();
  private final Map<Class<?>, List<Injection>> plans = new ConcurrentHashMap<>();

  /**
   * @param annotations whether they count: 8.1 has {@code metadata-complete} switch them off
   */
  public ResourceInjector(WebappNames names, List<NamingEntry> entries, boolean annotations) {
    this.names = names;
    this.annotations = annotations;
    for (NamingEntry entry : entries) {
      for (InjectionTarget target : entry.targets()) {
        declared
            .computeIfAbsent(target.className(), c -> new ArrayList<>())
            .add(new Declared(target, entry));
      }
    }
  }

  /**
   * Injects into an instance, superclasses first.
   *
   * @throws NamingException if something is not bound, or of another type
   * @throws Exception what a setter throws
   */
  public void inject(Object instance) throws Exception {
    List<Injection> plan = plans.get(instance.getClass());
    if (plan == null) {
      plan = plan(instance.getClass());
      plans.put(instance.getClass(), plan);
    }
    for (Injection injection : plan) {
      inject(injection, instance);
    }
  }

  private List<Injection> plan(Class<?> of) throws NamingException {
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> type = of; type != null && type != Object.class; type = type.getSuperclass()) {
      classes.addFirst(type);
    }
    Map<Member, Injection> found = new LinkedHashMap<>();
    for (Class<?> type : classes) {
      // the API's own classes have none of it, and others that cost a start their proxies
      if (annotations && !type.getPackageName().startsWith(SERVLET_API)) {
        addAnnotated(type, of, found);
      }
      for (Declared injection : declared.getOrDefault(type.getName(), List.of())) {
        addDeclared(type, injection, found);
      }
    }
    for (Member member : found.keySet()) {
      ((AccessibleObject) member).setAccessible(true);
    }
    return List.copyOf(found.values());
  }

  private static void addAnnotated(Class<?> type, Class<?> of, Map<Member, Injection> found)
      throws NamingException {
    for (Field field : Members.fields(type)) {
      Annotation resource = resource(field.getAnnotations());
      if (resource != null) {
        refuse(
            field,
            Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers()),
            "is static or final");
        found.put(field, injection(resource, field, field.getName()));
      }
    }
    for (Method method : Members.methods(type)) {
      Annotation resource = method.isBridge() ? null : resource(method.getAnnotations());
      if (resource != null && !isOverridden(method, of)) {
        String property = Members.property(method);
        refuse(method, property == null, "is not a setter");
        found.put(method, injection(resource, method, String.valueOf(property)));
      }
    }
  }

  private static void refuse(Member member, boolean wrong, String why) throws NamingException {
    if (wrong) {
      throw new NamingException(
          text(member)
              + " cannot be injected into, because it "
              + why
              + ": use a field that is neither static nor final, or a setter");
    }
  }

  private static String text(Member member) {
    return member.getDeclaringClass().getName() + "." + member.getName();
  }

  private static @Nullable Annotation resource(Annotation[] annotations) {
    return PlatformAnnotations.find(annotations, PlatformAnnotations.RESOURCE).orElse(null);
  }

  private static boolean isOverridden(Method method, Class<?> by) {
    if (Modifier.isPrivate(method.getModifiers())) {
      return false;
    }
    for (Class<?> type = by;
        type != null && type != method.getDeclaringClass();
        type = type.getSuperclass()) {
      for (Method other : Members.methods(type)) {
        if (other.getName().equals(method.getName())
            && List.of(other.getParameterTypes()).equals(List.of(method.getParameterTypes()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Injection injection(Annotation resource, Member member, String property) {
    String name = (String) PlatformAnnotations.value(resource, "name");
    Class<?> type = (Class<?>) PlatformAnnotations.value(resource, "type");
    boolean simple = EnvValue.isSimple(type == Object.class ? Members.type(member) : type);
    return new Injection(
        member,
        name.isEmpty() ? member.getDeclaringClass().getName() + "/" + property : name,
        (String) PlatformAnnotations.value(resource, "lookup"),
        simple,
        "@Resource");
  }

  private static void addDeclared(Class<?> type, Declared declared, Map<Member, Injection> found)
      throws NamingException {
    String origin = declared.entry.origin().toString();
    Member member = Members.find(type, declared.target.member());
    if (member == null) {
      throw new NamingException(
          origin
              + ": <injection-target> names "
              + declared.target.member()
              + ", but "
              + type.getName()
              + " has neither a setter for it nor a field of this name: correct the name");
    }
    refuse(member, Modifier.isStatic(member.getModifiers()), "is static");
    for (Injection annotated : found.values()) {
      if (annotated.into.getDeclaringClass() == type
          && property(annotated.into).equals(declared.target.member())) {
        return;
      }
    }
    found.put(
        member,
        new Injection(
            member,
            declared.entry.name(),
            "",
            declared.entry instanceof NamingEntry.EnvEntry,
            origin));
  }

  private static String property(Member member) {
    return member instanceof Method setter
        ? String.valueOf(Members.property(setter))
        : member.getName();
  }

  private void inject(Injection injection, Object instance) throws Exception {
    Member into = injection.into;
    Object value = names.find(injection.name);
    if (value == null && !injection.lookup.isEmpty()) {
      value = names.find(injection.lookup);
    }
    if (value == null) {
      if (injection.optional && injection.lookup.isEmpty()) {
        return;
      }
      throw new NameNotFoundException(missing(injection));
    }
    Class<?> type = EnvValue.boxed(Members.type(into));
    if (!type.isInstance(value)) {
      throw new NamingException(
          injection.origin
              + ": "
              + text(into)
              + " is a "
              + type.getName()
              + ", but \""
              + injection.name
              + "\" is a "
              + value.getClass().getName()
              + ": correct the type or the name");
    }
    try {
      if (into instanceof Method method) {
        method.invoke(instance, value);
      } else {
        ((Field) into).set(instance, value);
      }
    } catch (InvocationTargetException failure) {
      throw Invocations.thrown(failure);
    }
  }

  private static String missing(Injection injection) {
    String wanted = injection.lookup.isEmpty() ? injection.name : injection.lookup;
    return injection.origin
        + ": "
        + text(injection.into)
        + " wants \""
        + NamePath.text(NamePath.of(wanted))
        + "\" ("
        + Members.type(injection.into).getName()
        + "), which is not bound: define it in WEB-INF/web.xml, by @DataSourceDefinition or in the container, or correct the name";
  }
}
