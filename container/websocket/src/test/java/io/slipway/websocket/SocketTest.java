package io.slipway.websocket;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.security.MemoryIdentityStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** With one webapp, which a test makes and then has served at {@code /app}. */
abstract class SocketTest {
  /** The one user that {@link #withUser} knows, in role {@code user}. */
  static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;
  WebappFolder webapp;
  @Nullable Slipway slipway;

  @BeforeEach
  void makeWebapp() {
    webapp = new WebappFolder(folder.resolve("webapp"));
  }

  @AfterEach
  void stop() {
    if (slipway != null) {
      slipway.close();
    }
  }

  static SlipwayBuilder plain() {
    return Slipway.builder().port(0);
  }

  static SlipwayBuilder withUser() {
    return plain()
        .identityStore(MemoryIdentityStore.builder().user("ann", "secret", "user").build());
  }

  /** Returns where the path is in the webapp; not for TLS alone. */
  final URI start(String path) throws Exception {
    return start(plain(), path);
  }

  final URI start(SlipwayBuilder settings, String path) throws Exception {
    slipway = settings.webapp("/app", webapp.compile()).start();
    return slipway.uri("/app" + path);
  }
}
