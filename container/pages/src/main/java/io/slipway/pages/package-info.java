/** Jakarta Pages and Expression Language: Jasper as a feature of the container. */
@NullMarked
package io.slipway.pages;

import org.jspecify.annotations.NullMarked;
