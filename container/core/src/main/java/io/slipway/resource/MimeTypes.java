package io.slipway.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MIME types by extension. Immutable. */
public final class MimeTypes {
  private final Map<String, String> byExtension;

  private MimeTypes(Map<String, String> byExtension) {
    this.byExtension = byExtension;
  }

  /** The built-in table under that of {@code web.xml}. */
  public static MimeTypes with(Map<String, String> mappings) {
    return new MimeTypes(Map.copyOf(mappings));
  }

  /** As {@code ServletContext.getMimeType}; null if unknown. */
  public @Nullable String of(String fileName) {
    return byExtension.get(fileName);
  }
}
