package io.slipway.descriptor;

import org.jspecify.annotations.Nullable;

/**
 * A jar of {@code WEB-INF/lib}; also without a {@code web-fragment.xml} it is a fragment: Servlet
 * 6.1, 8.2.1.
 *
 * @param jar its file name
 * @param descriptor null without a {@code web-fragment.xml}
 */
record Fragment(String jar, @Nullable Descriptor descriptor) {
  @Nullable String name() {
    return descriptor == null || descriptor.name == null ? null : descriptor.name.value();
  }

  /** How a message names it. */
  String label() {
    String name = name();
    return name == null ? jar : "\"" + name + "\" (" + jar + ")";
  }
}
