/** Slipway beside Tomcat, Jetty and undertow-servlet: see README, "Speed". */
@NullMarked
package io.slipway.bench;

import org.jspecify.annotations.NullMarked;
