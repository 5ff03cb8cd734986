/**
 * Turns descriptors and annotations into a model and a list of every problem: Servlet 6.1, chapters
 * 8 and 14. No class of the webapp is loaded.
 *
 * <p>It begins at {@link io.slipway.descriptor.WebAppReader}, which lists the steps. Each source
 * becomes a {@code Descriptor}, which holds only what that source says; {@code Merge} makes one of
 * all by the rules of 8.2.3, and {@code Assembly} the {@link io.slipway.model.WebApp}. Only {@link
 * io.slipway.descriptor.ClassIndex} and what it is made of know Jandex.
 */
@NullMarked
package io.slipway.descriptor;

import org.jspecify.annotations.NullMarked;
