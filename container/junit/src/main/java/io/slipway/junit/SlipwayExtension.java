package io.slipway.junit;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a container around the tests of a class, on a free port of 127.0.0.1.
 *
 * {@snippet :
 * @RegisterExtension
 * static final SlipwayExtension slipway =
 *     SlipwayExtension.of(builder -> builder.webapp("/", app -> app.servlet(Hello.class, "/hello")));
 *
 * @Test
 * void greets() throws Exception {
 *   HttpRequest request = HttpRequest.newBuilder(slipway.uri("/hello")).build();
 * }
 * }
 *
 * <p>Registered in a static field it serves all tests of the class and of those nested in it, or,
 * where several classes inherit the field, of all that run at the same time; in an instance field
 * every test gets a container of its own, with {@code Lifecycle.PER_CLASS} every class. Test
 * methods may take a {@link Slipway} as parameter. A webapp that cannot be deployed fails the tests
 * with every reason.
 */
public final class SlipwayExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {
  private final Consumer<SlipwayBuilder> settings;

  /**
   * Whose tests run, of those around which this is registered: a class, the ones nested in it and
   * others that inherit the field, in threads of their own where tests run in parallel.
   */
  private int classes;

  private @Nullable Slipway slipway;

  private SlipwayExtension(Consumer<SlipwayBuilder> settings) {
    this.settings = settings;
  }

  /**
   * @param settings called before each start; may call {@link SlipwayBuilder#port} to have another
   *     than a free one
   */
  public static SlipwayExtension of(Consumer<SlipwayBuilder> settings) {
    return new SlipwayExtension(settings);
  }

  /**
   * @throws IllegalStateException outside of the tests it is registered for
   */
  public synchronized Slipway slipway() {
    if (slipway == null) {
      throw new IllegalStateException(
          "The container runs during tests only; is the extension registered?");
    }
    return slipway;
  }

  /**
   * @param path as it stands in a URL, beginning with a slash
   * @throws IllegalStateException outside of the tests it is registered for
   */
  public URI uri(String path) {
    return slipway().uri(path);
  }

  @Override
  public synchronized void beforeAll(ExtensionContext context) {
    classes++;
    // also where it has failed for another class: each is told why
    if (slipway == null) {
      start();
    }
  }

  @Override
  public synchronized void beforeEach(ExtensionContext context) {
    if (classes == 0) {
      start();
    }
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    if (classes == 0) {
      stop();
    }
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    if (--classes == 0) {
      stop();
    }
  }

  private void start() {
    SlipwayBuilder builder = Slipway.builder().port(0);
    settings.accept(builder);
    slipway = builder.start();
  }

  private void stop() {
    if (slipway != null) {
      slipway.close();
      slipway = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Slipway.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return slipway();
  }
}
