package io.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With {@code --add-opens java.base/java.lang=ALL-UNNAMED}, which these tests run with. */
class ThreadLocalsTest {
  /** A webapp has a copy of it. */
  public static final class Local extends ThreadLocal<Object> {}

  private static final class WebappLoader extends ClassLoader {
    WebappLoader() {
      super(ThreadLocalsTest.class.getClassLoader());
    }

    ThreadLocal<?> local() throws IOException, ReflectiveOperationException {
      String name = Local.class.getName();
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        Class<?> copy = defineClass(name, bytes, 0, bytes.length);
        return (ThreadLocal<?>) copy.getConstructor().newInstance();
      }
    }
  }

  private final WebappLoader loader = new WebappLoader();
  private final Local left = new Local();

  @AfterEach
  void clean() {
    left.remove();
  }

  @Test
  void aValueOfTheWebappIsFound() throws Exception {
    left.set(loader.local());

    assertThat(ThreadLocals.of(loader))
        .singleElement()
        .asString()
        .contains(Local.class.getName(), Thread.currentThread().getName());
  }

  /** The map of a thread holds its keys weakly, and such a value nothing else. */
  @Test
  @SuppressWarnings("unchecked")
  void aThreadLocalOfTheWebappIsNoneOfItsOwn() throws Exception {
    ThreadLocal<Object> own = (ThreadLocal<Object>) loader.local();
    own.set(Boolean.TRUE);
    try {
      assertThat(ThreadLocals.of(loader)).isEmpty();
    } finally {
      own.remove();
    }
  }
}
