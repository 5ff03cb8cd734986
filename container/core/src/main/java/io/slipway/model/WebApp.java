package io.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a webapp declares, after the merge of descriptor, fragments and annotations: Servlet
 * 6.1, 8.2.3.
 *
 * @param defaultContextPath as {@link ContextPath} has it
 * @param majorVersion of the descriptor; 6 where there is none
 * @param localeEncodings locale as written ({@code ja}, {@code zh_TW}) to charset name
 * @param orderedLibs the value of {@code ServletContext.ORDERED_LIBS}, empty where nothing orders
 *     the fragments
 * @param fragmentOrder jar file names in the order in which their classes and initializers count,
 *     all of them that take part
 * @param roles every role that is named anywhere
 * @param postConstruct {@code post-construct}
 * @param preDestroy {@code pre-destroy}
 */
public record WebApp(
    Optional<String> displayName,
    Optional<String> defaultContextPath,
    int majorVersion,
    int minorVersion,
    boolean metadataComplete,
    boolean distributable,
    boolean denyUncoveredHttpMethods,
    Map<String, String> contextParams,
    List<ServletDef> servlets,
    List<FilterDef> filters,
    List<FilterMappingDef> filterMappings,
    List<ListenerDef> listeners,
    List<ErrorPageDef> errorPages,
    List<String> welcomeFiles,
    Map<String, String> mimeMappings,
    Map<String, String> localeEncodings,
    Optional<String> requestEncoding,
    Optional<String> responseEncoding,
    SessionDef session,
    List<SecurityConstraintDef> constraints,
    Optional<LoginDef> login,
    Set<String> roles,
    Optional<JspDef> jsp,
    List<NamingEntry> naming,
    Optional<List<String>> orderedLibs,
    List<String> fragmentOrder,
    List<LifecycleCallback> postConstruct,
    List<LifecycleCallback> preDestroy) {
  public WebApp {
    contextParams = ServletDef.ordered(contextParams);
    servlets = List.copyOf(servlets);
    filters = List.copyOf(filters);
    filterMappings = List.copyOf(filterMappings);
    listeners = List.copyOf(listeners);
    errorPages = List.copyOf(errorPages);
    welcomeFiles = List.copyOf(welcomeFiles);
    mimeMappings = Map.copyOf(mimeMappings);
    localeEncodings = Map.copyOf(localeEncodings);
    constraints = List.copyOf(constraints);
    roles = Set.copyOf(roles);
    naming = List.copyOf(naming);
    orderedLibs = orderedLibs.map(List::copyOf);
    fragmentOrder = List.copyOf(fragmentOrder);
    postConstruct = List.copyOf(postConstruct);
    preDestroy = List.copyOf(preDestroy);
  }

  /**
   * A method that is to be called on every instance of a class: {@code post-construct}, {@code
   * pre-destroy}.
   */
  public record LifecycleCallback(String className, String method) {}
}
