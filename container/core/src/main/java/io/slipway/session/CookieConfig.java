package io.slipway.session;

import io.slipway.http.HeaderText;
import io.slipway.model.SessionDef.CookieDef;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.Cookie;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code ServletContext.getSessionCookieConfig}: Servlet 6.1, 7.1.1. Without a word from the webapp
 * the cookie is {@code HttpOnly}, {@code SameSite=Lax} unless a rule of the container says another,
 * secure where the request is, and for the webapp's path.
 */
public final class CookieConfig implements SessionCookieConfig {
  private static final String DEFAULT_NAME = "JSESSIONID";
  private static final String DOMAIN = "Domain";
  private static final String PATH = "Path";
  private static final String MAX_AGE = "Max-Age";
  private static final String HTTP_ONLY = "HttpOnly";
  private static final String SECURE = "Secure";
  private static final String COMMENT = "Comment";
  private static final String SAME_SITE = "SameSite";

  private final Consumer<String> requireOpen;
  private final Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private @Nullable String name;
  private volatile String defaultSameSite = "Lax";

  /**
   * @param requireOpen throws {@code IllegalStateException} once the webapp has been initialised;
   *     given the method's name
   */
  public CookieConfig(CookieDef def, Consumer<String> requireOpen) {
    this.requireOpen = requireOpen;
    this.name = def.name().orElse(null);
    attributes.putAll(def.attributes());
    def.domain().ifPresent(v -> attributes.put(DOMAIN, v));
    def.path().ifPresent(v -> attributes.put(PATH, v));
    def.httpOnly().ifPresent(v -> attributes.put(HTTP_ONLY, v.toString()));
    def.secure().ifPresent(v -> attributes.put(SECURE, v.toString()));
    def.maxAge().ifPresent(v -> attributes.put(MAX_AGE, Integer.toString(v)));
  }

  /** The name that the cookie has in the end. */
  public String cookieName() {
    return name == null ? DEFAULT_NAME : name;
  }

  /** What a rule of the container has said instead of {@code Lax}; before the first request. */
  public void defaultSameSite(String value) {
    defaultSameSite = value;
  }

  /** The cookie for a session of a webapp. */
  Cookie cookie(String id, String contextPath, boolean secureRequest) {
    Cookie cookie = new Cookie(cookieName(), id);
    attributes.forEach(
        (key, value) -> {
          if (!key.equalsIgnoreCase(HTTP_ONLY) && !key.equalsIgnoreCase(SECURE)) {
            cookie.setAttribute(key, value);
          }
        });
    if (getPath() == null) {
      cookie.setPath(contextPath.isEmpty() ? "/" : contextPath);
    }
    cookie.setHttpOnly(isHttpOnly());
    String sameSite = attributes.getOrDefault(SAME_SITE, defaultSameSite);
    cookie.setAttribute(SAME_SITE, sameSite);
    // a cookie with SameSite=None is refused by browsers unless it is secure
    cookie.setSecure(isSecure() || secureRequest || "None".equalsIgnoreCase(sameSite));
    return cookie;
  }

  private void set(String method, String key, @Nullable String value) {
    requireOpen.accept(method);
    if (value == null) {
      attributes.remove(key);
    } else {
      attributes.put(key, value);
    }
  }

  @Override
  public void setName(String name) {
    requireOpen.accept("SessionCookieConfig.setName");
    requireToken(name);
    this.name = name;
  }

  private static void requireToken(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("A name is null or empty");
    }
    if (!HeaderText.isToken(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is not a token of RFC 9110, 5.6.2");
    }
  }

  @Override
  public @Nullable String getName() {
    return name;
  }

  @Override
  public void setDomain(String domain) {
    set("SessionCookieConfig.setDomain", DOMAIN, domain);
  }

  @Override
  public @Nullable String getDomain() {
    return attributes.get(DOMAIN);
  }

  @Override
  public void setPath(String path) {
    set("SessionCookieConfig.setPath", PATH, path);
  }

  @Override
  public @Nullable String getPath() {
    return attributes.get(PATH);
  }

  @Override
  @Deprecated
  public void setComment(String comment) {
    // RFC 6265 knows no comment; the Javadoc of 6.1 wants it forgotten
    requireOpen.accept("SessionCookieConfig.setComment");
  }

  @Override
  @Deprecated
  public @Nullable String getComment() {
    return attributes.get(COMMENT);
  }

  @Override
  public void setHttpOnly(boolean httpOnly) {
    set("SessionCookieConfig.setHttpOnly", HTTP_ONLY, Boolean.toString(httpOnly));
  }

  @Override
  public boolean isHttpOnly() {
    String value = attributes.get(HTTP_ONLY);
    return value == null || Boolean.parseBoolean(value);
  }

  @Override
  public void setSecure(boolean secure) {
    set("SessionCookieConfig.setSecure", SECURE, Boolean.toString(secure));
  }

  @Override
  public boolean isSecure() {
    return Boolean.parseBoolean(attributes.get(SECURE));
  }

  @Override
  public void setMaxAge(int maxAge) {
    set("SessionCookieConfig.setMaxAge", MAX_AGE, Integer.toString(maxAge));
  }

  @Override
  public int getMaxAge() {
    String value = attributes.get(MAX_AGE);
    return value == null ? -1 : Integer.parseInt(value);
  }

  @Override
  public void setAttribute(String key, @Nullable String value) {
    requireToken(key);
    if (key.equalsIgnoreCase(MAX_AGE) && value != null) {
      Integer.parseInt(value);
    }
    set("SessionCookieConfig.setAttribute", key, value);
  }

  @Override
  public @Nullable String getAttribute(String key) {
    return attributes.get(key);
  }

  @Override
  public Map<String, String> getAttributes() {
    return Collections.unmodifiableMap(attributes);
  }
}
