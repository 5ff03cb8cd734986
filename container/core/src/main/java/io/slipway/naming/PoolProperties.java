package io.slipway.naming;

import io.slipway.spi.PoolOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a definition says of a pool: the elements of {@code data-source} (Jakarta EE Platform 11,
 * 5.18), and what the container's own settings add to them. Times are whole seconds.
 */
final class PoolProperties {
  static final String MAX_SIZE = "max-pool-size";
  static final String MIN_IDLE = "min-pool-size";
  static final String MAX_IDLE = "max-idle-time";
  static final String MAX_WAIT = "max-wait";
  static final String MAX_LIFETIME = "max-lifetime";

  /** Of no use to a pool that opens connections when they are wanted. */
  private static final String INITIAL_SIZE = "initial-pool-size";

  private PoolProperties() {}

  /**
   * Takes them out of the properties.
   *
   * @throws IllegalArgumentException if one is no number, or they contradict each other; the
   *     message is the end of a sentence
   */
  static PoolOptions take(String name, Map<String, String> properties) {
    PoolOptions otherwise = PoolOptions.DEFAULT;
    properties.remove(INITIAL_SIZE);
    int min = number(properties, MIN_IDLE, otherwise.minIdle());
    int max = number(properties, MAX_SIZE, Math.max(min, otherwise.maxSize()));
    if (max < 1 || min > max) {
      throw new IllegalArgumentException(
          "is to have at least " + min + " and at most " + max + " connections");
    }
    return new PoolOptions(
        name,
        max,
        min,
        seconds(properties, MAX_WAIT, otherwise.maxWait()),
        seconds(properties, MAX_IDLE, otherwise.maxIdle()),
        seconds(properties, MAX_LIFETIME, otherwise.maxLifetime()));
  }

  private static Duration seconds(
      Map<String, String> properties, String property, Duration otherwise) {
    return Duration.ofSeconds(number(properties, property, (int) otherwise.toSeconds()));
  }

  private static int number(Map<String, String> properties, String property, int otherwise) {
    @Nullable String text = properties.remove(property);
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.strip());
      // -1 is the annotation's word for nothing
      return number < 0 ? otherwise : number;
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException(
          "has the " + property + " \"" + text + "\", which is not a number", none);
    }
  }
}
