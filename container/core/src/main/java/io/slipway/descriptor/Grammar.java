package io.slipway.descriptor;

import io.slipway.model.Nearest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which element may stand in which, and how often; the order is free, as Servlet 6.1, 14.2 wants it
 * at the top and as authors expect it below. One table for every version from 2.2 on: later
 * elements in an older descriptor do no harm.
 */
final class Grammar {
  // ! exactly once, ? at most once, * any number, + at least once
  private static final String DESCRIBED =
      "description* display-name* icon* small-icon? large-icon?";
  private static final String COMMON =
      DESCRIBED
          + " distributable* context-param* filter* filter-mapping* listener* servlet* servlet-mapping* session-config? mime-mapping*"
          + " welcome-file-list* error-page* jsp-config? taglib* security-constraint* login-config? security-role* env-entry* ejb-ref*"
          + " ejb-local-ref* service-ref* resource-ref* resource-env-ref* message-destination-ref* message-destination*"
          + " persistence-context-ref* persistence-unit-ref* post-construct* pre-destroy* data-source* jms-connection-factory*"
          + " jms-destination* mail-session* connection-factory* administered-object* context-service* managed-executor*"
          + " managed-scheduled-executor* managed-thread-factory* locale-encoding-mapping-list*";
  private static final String RESOURCE = "description* mapped-name? injection-target* lookup-name?";

  private static final Map<String, Map<String, Character>> TABLE = new HashMap<>();

  static {
    element(
        "web-app",
        COMMON
            + " module-name? default-context-path? request-character-encoding? response-character-encoding?"
            + " deny-uncovered-http-methods* absolute-ordering?");
    element("web-fragment", COMMON + " name? ordering?");
    element("icon", "small-icon? large-icon?");
    element("context-param", "description* param-name! param-value!");
    element("init-param", "description* param-name! param-value!");
    element("filter", DESCRIBED + " filter-name! filter-class? async-supported? init-param*");
    element("filter-mapping", "filter-name! url-pattern* servlet-name* dispatcher*");
    element("listener", DESCRIBED + " listener-class!");
    element(
        "servlet",
        DESCRIBED
            + " servlet-name! servlet-class? jsp-file? init-param* load-on-startup? enabled? async-supported? run-as?"
            + " security-role-ref* multipart-config?");
    element("run-as", "description* role-name!");
    element("security-role-ref", "description* role-name! role-link?");
    element("multipart-config", "location? max-file-size? max-request-size? file-size-threshold?");
    element("servlet-mapping", "servlet-name! url-pattern+");
    element("session-config", "session-timeout? cookie-config? tracking-mode*");
    element("cookie-config", "name? domain? path? comment? http-only? secure? max-age? attribute*");
    element("attribute", "description* attribute-name! attribute-value!");
    element("mime-mapping", "extension! mime-type!");
    element("welcome-file-list", "welcome-file*");
    element("error-page", "error-code? exception-type? location!");
    element("jsp-config", "taglib* jsp-property-group*");
    element("taglib", "taglib-uri! taglib-location!");
    element(
        "jsp-property-group",
        DESCRIBED
            + " url-pattern+ el-ignored? error-on-el-not-found? page-encoding? scripting-invalid? is-xml? include-prelude*"
            + " include-coda* deferred-syntax-allowed-as-literal? trim-directive-whitespaces? default-content-type? buffer?"
            + " error-on-undeclared-namespace?");
    element(
        "security-constraint",
        "description* display-name* web-resource-collection+ auth-constraint? user-data-constraint?");
    element(
        "web-resource-collection",
        "web-resource-name? description* url-pattern* http-method* http-method-omission*");
    element("auth-constraint", "description* role-name*");
    element("user-data-constraint", "description* transport-guarantee!");
    element("login-config", "auth-method? realm-name? form-login-config?");
    element("form-login-config", "form-login-page! form-error-page!");
    element("security-role", "description* role-name!");
    element("locale-encoding-mapping-list", "locale-encoding-mapping*");
    element("locale-encoding-mapping", "locale! encoding!");
    element("env-entry", RESOURCE + " env-entry-name! env-entry-type? env-entry-value?");
    element("resource-ref", RESOURCE + " res-ref-name! res-type? res-auth? res-sharing-scope?");
    element("resource-env-ref", RESOURCE + " resource-env-ref-name! resource-env-ref-type?");
    element("injection-target", "injection-target-class! injection-target-name!");
    element("post-construct", "lifecycle-callback-class? lifecycle-callback-method!");
    element("pre-destroy", "lifecycle-callback-class? lifecycle-callback-method!");
    element(
        "data-source",
        "description? name! class-name? server-name? port-number? database-name? url? user? password? property* login-timeout?"
            + " transactional? isolation-level? initial-pool-size? max-pool-size? min-pool-size? max-idle-time? max-statements?");
    element("property", "name! value!");
    element("absolute-ordering", "name* others?");
    element("ordering", "after? before?");
    element("after", "name* others?");
    element("before", "name* others?");
  }

  private final Problems problems;

  Grammar(Problems problems) {
    this.problems = problems;
  }

  private static void element(String name, String children) {
    Map<String, Character> rules = new LinkedHashMap<>();
    for (String child : children.split(" ", -1)) {
      rules.put(child.substring(0, child.length() - 1), child.charAt(child.length() - 1));
    }
    TABLE.put(name, rules);
  }

  /** Reports what is unknown, missing or there too often, here and below. */
  void check(XmlElement element) {
    Map<String, Character> rules = TABLE.get(element.name());
    if (rules == null) {
      // text, or an element for other containers
      return;
    }
    Set<String> seen = new HashSet<>();
    for (XmlElement child : element.children()) {
      Character rule = rules.get(child.name());
      if (rule == null) {
        reportUnknown(child, element, rules.keySet());
        continue;
      }
      if (!seen.add(child.name()) && (rule == '!' || rule == '?')) {
        problems.error(
            "repeated-element",
            child.origin(),
            "<" + child.name() + "> stands more than once in <" + element.name() + ">",
            "keep one of them");
      }
      check(child);
    }
    rules.forEach(
        (name, rule) -> {
          if ((rule == '!' || rule == '+') && !seen.contains(name)) {
            problems.error(
                "missing-element",
                element.origin(),
                "<" + element.name() + "> has no <" + name + ">",
                "add <" + name + "> to it");
          }
        });
  }

  private void reportUnknown(XmlElement child, XmlElement parent, Set<String> known) {
    String advice =
        Nearest.to(child.name(), known).map(k -> "did you mean <" + k + ">? ").orElse("")
            + "it is ignored; remove it or correct it";
    problems.warn(
        "unknown-element",
        child.origin(),
        "<" + child.name() + "> is not known in <" + parent.name() + ">",
        advice);
  }
}
