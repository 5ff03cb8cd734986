package io.slipway.descriptor;

import io.slipway.model.ComponentType;
import io.slipway.model.ErrorPageDef;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.JspDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.LoginDef;
import io.slipway.model.MultipartDef;
import io.slipway.model.NamingEntry;
import io.slipway.model.Origin;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp.LifecycleCallback;
import jakarta.servlet.SessionTrackingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one source says, be it {@code web.xml}, a {@code web-fragment.xml} or the annotations of a
 * jar: only what it says, so that the merge can tell absent from default. Belongs to one reading of
 * one webapp and one thread; {@link Merge} adds to the one of {@code web.xml}.
 */
final class Descriptor {
  /** Children that may occur once: nothing else is merged by "inherits if missing". */
  enum Once {
    DISPLAY_NAME("display-name"),
    DEFAULT_CONTEXT_PATH("default-context-path"),
    REQUEST_ENCODING("request-character-encoding"),
    RESPONSE_ENCODING("response-character-encoding"),
    SESSION_TIMEOUT("session-timeout"),
    COOKIE_NAME("cookie-config name"),
    COOKIE_DOMAIN("cookie-config domain"),
    COOKIE_PATH("cookie-config path"),
    COOKIE_HTTP_ONLY("cookie-config http-only"),
    COOKIE_SECURE("cookie-config secure"),
    COOKIE_MAX_AGE("cookie-config max-age");

    final String element;

    Once(String element) {
      this.element = element;
    }
  }

  final String source;

  /** Of the element {@code name} of a fragment. */
  @Nullable Said<String> name;

  int majorVersion = 6;
  int minorVersion = 1;
  boolean metadataComplete;
  boolean distributable;
  boolean denyUncoveredHttpMethods;

  /** String, Integer or Boolean, by what the element holds. */
  final Map<Once, Said<Object>> once = new LinkedHashMap<>();

  final Map<String, Said<String>> contextParams = new LinkedHashMap<>();
  final Map<String, Servlet> servlets = new LinkedHashMap<>();
  final Map<String, Filter> filters = new LinkedHashMap<>();

  /** By servlet name, which this source need not declare. */
  final Map<String, List<Said<UrlPattern>>> servletMappings = new LinkedHashMap<>();

  final List<FilterMapping> filterMappings = new ArrayList<>();
  final List<ListenerDef> listeners = new ArrayList<>();

  /** By status, class name, or the empty string. */
  final Map<String, Said<ErrorPageDef>> errorPages = new LinkedHashMap<>();

  final List<String> welcomeFiles = new ArrayList<>();
  final Map<String, Said<String>> mimeMappings = new LinkedHashMap<>();
  final Map<String, Said<String>> localeEncodings = new LinkedHashMap<>();
  final Map<String, Said<String>> cookieAttributes = new LinkedHashMap<>();
  @Nullable Said<Set<SessionTrackingMode>> trackingModes;
  final List<SecurityConstraintDef> constraints = new ArrayList<>();
  @Nullable Said<LoginDef> login;

  /** Named anywhere. */
  final Set<String> roles = new LinkedHashSet<>();

  /** Of {@code security-role} and {@code @DeclareRoles}. */
  final Set<String> declaredRoles = new LinkedHashSet<>();

  boolean hasJspConfig;
  final Map<String, Said<String>> taglibs = new LinkedHashMap<>();
  final List<JspDef.PropertyGroup> propertyGroups = new ArrayList<>();

  /** By kind and name. */
  final Map<String, NamingEntry> naming = new LinkedHashMap<>();

  final List<LifecycleCallback> postConstruct = new ArrayList<>();
  final List<LifecycleCallback> preDestroy = new ArrayList<>();
  @Nullable Said<List<String>> absoluteOrdering;
  final Ordering ordering = new Ordering();

  Descriptor(String source) {
    this.source = source;
  }

  /** The first that is not empty counts. */
  void once(Once what, @Nullable Said<?> said) {
    if (said != null && !said.value().equals("")) {
      once.putIfAbsent(what, new Said<>(said.value(), said.at()));
    }
  }

  Servlet servlet(String servletName, Origin origin) {
    return servlets.computeIfAbsent(servletName, n -> new Servlet(n, origin));
  }

  /** Also where it is not declared, which is another fault. 8.2.3, 3: else it has no patterns. */
  boolean isEnabled(String servletName) {
    Servlet servlet = servlets.get(servletName);
    return servlet == null || servlet.enabled == null || servlet.enabled.value();
  }

  Filter filter(String filterName, Origin origin) {
    return filters.computeIfAbsent(filterName, n -> new Filter(n, origin));
  }

  /**
   * The element {@code others} in {@link #absoluteOrdering}; no name of a fragment holds a slash.
   */
  static final String OTHERS = "/others";

  /** The element {@code ordering} of a fragment. */
  static final class Ordering {
    final Set<String> before = new LinkedHashSet<>();
    final Set<String> after = new LinkedHashSet<>();
    boolean beforeOthers;
    boolean afterOthers;

    boolean isEmpty() {
      return before.isEmpty() && after.isEmpty() && !beforeOthers && !afterOthers;
    }
  }

  static final class Servlet {
    final String name;
    final Origin origin;
    @Nullable Said<ComponentType> type;
    final Map<String, Said<String>> initParams = new LinkedHashMap<>();
    @Nullable Said<Integer> loadOnStartup;
    @Nullable Said<Boolean> asyncSupported;
    @Nullable Said<Boolean> enabled;
    @Nullable Said<MultipartDef> multipart;
    @Nullable Said<String> runAs;
    final Map<String, Said<String>> roleRefs = new LinkedHashMap<>();

    Servlet(String name, Origin origin) {
      this.name = name;
      this.origin = origin;
    }

    @Nullable String className() {
      return type != null && type.value() instanceof ComponentType.ClassName c ? c.name() : null;
    }
  }

  static final class Filter {
    final String name;
    final Origin origin;
    @Nullable Said<String> className;
    final Map<String, Said<String>> initParams = new LinkedHashMap<>();
    @Nullable Said<Boolean> asyncSupported;

    Filter(String name, Origin origin) {
      this.name = name;
      this.origin = origin;
    }
  }

  /**
   * @param dispatchersSaid false where none were named, so that those of an annotation apply
   */
  record FilterMapping(FilterMappingDef def, boolean dispatchersSaid, Origin origin) {}
}
