package io.slipway.tck;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts tests as the TCK's own documents do, and leaves the one line that the build prints in the
 * file named by the system property {@code tck.summary}: {@code summary}, the line, and {@code
 * result}, {@code passed} or {@code failed}. A class whose deployment failed counts as one error
 * for each of its tests.
 */
public final class SummaryListener implements TestExecutionListener {
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final Set<String> skipped = new ConcurrentSkipListSet<>();
  private final Set<String> broken = new ConcurrentSkipListSet<>();

  private volatile TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionSkipped(TestIdentifier identifier, String reason) {
    for (TestIdentifier test : testsOf(identifier)) {
      skipped.add(name(test));
    }
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (identifier.isTest()) {
          passed.incrementAndGet();
        }
      }
      case ABORTED -> testsOf(identifier).forEach(test -> skipped.add(name(test)));
      case FAILED -> failed(identifier, result);
    }
  }

  private void failed(TestIdentifier identifier, TestExecutionResult result) {
    if (identifier.isTest()) {
      boolean assertion =
          result.getThrowable().filter(AssertionError.class::isInstance).isPresent();
      (assertion ? failures : errors).incrementAndGet();
      broken.add(name(identifier));
    } else {
      for (TestIdentifier test : testsOf(identifier)) {
        errors.incrementAndGet();
        broken.add(name(test));
      }
    }
  }

  private Set<TestIdentifier> testsOf(TestIdentifier identifier) {
    if (identifier.isTest()) {
      return Set.of(identifier);
    }
    Set<TestIdentifier> tests = new TreeSet<>((a, b) -> a.getUniqueId().compareTo(b.getUniqueId()));
    plan.getDescendants(identifier).stream().filter(TestIdentifier::isTest).forEach(tests::add);
    return tests;
  }

  private static String name(TestIdentifier test) {
    return test.getSource()
        .map(
            source ->
                source instanceof MethodSource method
                    ? method.getClassName() + "." + method.getMethodName()
                    : source instanceof ClassSource type
                        ? type.getClassName()
                        : test.getDisplayName())
        .orElse(test.getDisplayName());
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    String file = System.getProperty("tck.summary");
    if (file == null) {
      return;
    }
    int run = passed.get() + failures.get() + errors.get() + skipped.size();
    boolean good = run > 0 && broken.isEmpty();
    Properties properties = new Properties();
    properties.setProperty("result", good ? "passed" : "failed");
    properties.setProperty(
        "summary",
        "Servlet TCK on Java %s: %d run, %d passed, %d failed, %d errors, %d skipped %s"
            .formatted(
                Runtime.version().feature(),
                run,
                passed.get(),
                failures.get(),
                errors.get(),
                skipped.size(),
                skipped));
    properties.setProperty("broken", String.join(" ", broken));
    try (OutputStream out = Files.newOutputStream(Path.of(file))) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
