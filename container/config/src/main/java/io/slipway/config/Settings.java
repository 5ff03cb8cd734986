package io.slipway.config;

import io.slipway.model.Problem;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The effective value of every key. Immutable. */
public final class Settings {
  /** By identity: there is one object for a key, and a record's hash would take in its default. */
  private final Map<Key<?>, Setting<?>> given;

  private final List<Problem> warnings;

  /**
   * @param given what is not the default
   */
  Settings(Map<Key<?>, Setting<?>> given, List<Problem> warnings) {
    this.given = new IdentityHashMap<>(given);
    this.warnings = List.copyOf(warnings);
  }

  public <T> T get(Key<T> key) {
    return setting(key).value();
  }

  @SuppressWarnings("unchecked") // put with the key's own type
  public <T> Setting<T> setting(Key<T> key) {
    Setting<?> setting = given.get(key);
    return setting == null
        ? new Setting<>(key, key.defaultValue(), Source.DEFAULT)
        : (Setting<T>) setting;
  }

  /** Whether anything but the default says so. */
  public boolean isSet(Key<?> key) {
    return given.containsKey(key);
  }

  /**
   * What looks like a mistake but may be none, such as an environment variable that nearly has a
   * key's name.
   */
  public List<Problem> warnings() {
    return warnings;
  }
}
