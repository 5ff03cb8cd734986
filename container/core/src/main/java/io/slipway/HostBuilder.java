package io.slipway;

import java.net.IDN;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The names of a virtual host and the webapps that are served under them. Not thread safe. */
public final class HostBuilder {
  /** Apart, because few containers name a host. */
  private static final class Form {
    static final Pattern NAME =
        Pattern.compile("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|[0-9a-f]*:[0-9a-f:.]+");
  }

  final List<String> names = new ArrayList<>();
  final List<SlipwayBuilder.Deployable> webapps = new ArrayList<>();

  HostBuilder() {}

  /** One that calls of the other do not change. */
  HostBuilder(HostBuilder other) {
    names.addAll(other.names);
    webapps.addAll(other.webapps);
  }

  /** The first of its names; empty where it has none. */
  String name() {
    return names.isEmpty() ? "" : names.get(0);
  }

  /**
   * Further names: {@code *.example.com} stands for every name that has one label in place of the
   * asterisk.
   *
   * @throws IllegalArgumentException if one is not a host name
   */
  public HostBuilder alias(String... aliases) {
    for (String alias : aliases) {
      names.add(normalise(alias));
    }
    return this;
  }

  /** As in {@code Host}, without port and brackets. */
  static String normalise(String name) {
    String bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    String text;
    try {
      text =
          (bare.startsWith("*.") ? "*." + IDN.toASCII(bare.substring(2)) : IDN.toASCII(bare))
              .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      text = "";
    }
    if (!Form.NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a host name, such as example.com or *.example.com");
    }
    return text;
  }

  /** As {@link SlipwayBuilder#webapp(String, Path)}. */
  public HostBuilder webapp(String contextPath, Path folderOrWar) {
    return webapp(contextPath, webapp -> webapp.folder(folderOrWar));
  }

  /** As {@link SlipwayBuilder#webapp(Path)}. */
  public HostBuilder webapp(Path folderOrWar) {
    webapps.add(SlipwayBuilder.Deployable.of(folderOrWar));
    return this;
  }

  /** As {@link SlipwayBuilder#webapp(String, Consumer)}. */
  public HostBuilder webapp(String contextPath, Consumer<WebappBuilder> content) {
    webapps.add(SlipwayBuilder.Deployable.of(contextPath, content));
    return this;
  }
}
