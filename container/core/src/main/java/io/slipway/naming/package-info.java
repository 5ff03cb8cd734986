/**
 * The names of a webapp, {@code java:comp/env} and its like (Jakarta EE Platform 11, chapter 5):
 * what {@code InitialContext} finds in it and what {@code @Resource} injects.
 *
 * <p>None of it is JVM-wide. The JDK reads {@code jndi.properties} by the thread's context class
 * loader, and a webapp's loader shows it one that leads to {@code io.slipway.naming.java}; the
 * factory there finds the names through the same loader ({@link io.slipway.naming.NamingScope}).
 * Several containers in one JVM, and whatever JNDI an embedder uses outside of webapps, do not get
 * in each other's way.
 */
@NullMarked
package io.slipway.naming;

import org.jspecify.annotations.NullMarked;
