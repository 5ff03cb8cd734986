package io.slipway.cli;

import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;
import org.xnio.Xnio;

/** Keeps the IO library from making this process's MBean server. */
final class Beans {
  private static final String BUILDER = "javax.management.builder.initial";

  private Beans() {}

  /** For the JDK, which makes it by name. Makes no server, which the JDK takes for a failure. */
  public static final class NoServer extends MBeanServerBuilder {
    @Override
    @SuppressWarnings("NullAway") // that is the point
    public MBeanServerDelegate newMBeanServerDelegate() {
      return null;
    }
  }

  /**
   * XNIO registers beans of its own and ignores it where that fails. Making the platform's server
   * for them (some 400 classes) costs a quarter of a start, so it is made to fail while XNIO is
   * initialised. Whoever asks for the server afterwards gets it; where it exists before, as with a
   * JMX agent, XNIO's beans are in it.
   */
  static void prepare() {
    System.setProperty("jboss.threads.eqe.disable-mbean", "true");
    if (System.getProperty(BUILDER) != null) {
      return;
    }
    System.setProperty(BUILDER, NoServer.class.getName());
    try {
      Xnio.getInstance(Xnio.class.getClassLoader());
    } finally {
      System.clearProperty(BUILDER);
    }
  }
}
