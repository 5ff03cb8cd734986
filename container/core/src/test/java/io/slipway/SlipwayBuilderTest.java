package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a container is started with is a copy, which no setting may be missing from. */
class SlipwayBuilderTest {
  static Field[] settings() {
    return Arrays.stream(SlipwayBuilder.class.getDeclaredFields())
        .filter(f -> !Modifier.isStatic(f.getModifiers()) && !Modifier.isFinal(f.getModifiers()))
        .toArray(Field[]::new);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCopyHasEverySetting(Field setting) throws Exception {
    SlipwayBuilder builder = new SlipwayBuilder();
    setting.setAccessible(true);
    Object before = setting.get(builder);
    Object other = before == null ? something(setting.getType()) : otherThan(before);
    assertThat(other).isNotEqualTo(before);
    setting.set(builder, other);
    Constructor<SlipwayBuilder> copy =
        SlipwayBuilder.class.getDeclaredConstructor(SlipwayBuilder.class);
    copy.setAccessible(true);
    assertThat(setting.get(copy.newInstance(builder))).isEqualTo(other);
  }

  private static Object something(Class<?> type) {
    if (type == Integer.class) {
      return 1;
    }
    if (type == SlipwayBuilder.Https.class) {
      return new SlipwayBuilder.Https(1, null, null, ClientAuth.NONE);
    }
    if (type == ManagementOptions.class) {
      return ManagementOptions.on(1);
    }
    return Proxy.newProxyInstance(
        type.getClassLoader() == null
            ? ClassLoader.getPlatformClassLoader()
            : type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, args) -> method.getName().equals("equals") ? proxy == args[0] : null);
  }

  private static @Nullable Object otherThan(Object before) {
    if (before instanceof Boolean on) {
      return !on;
    }
    return before instanceof Integer number ? number + 1 : null;
  }
}
