package io.slipway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Deploys the webapps that a container starts with, in parallel. If one fails the others are tried
 * all the same, so that everything that is wrong is known at once.
 */
final class FirstDeployments {
  private record Job(VirtualHost host, SlipwayBuilder.Deployable webapp) {}

  private final List<Job> jobs = new ArrayList<>();

  /** At the path of another: whether they can be deployed is known when that one has been. */
  private final List<Job> later = new ArrayList<>();

  /** What a webapp may not fail with; the first. */
  private volatile @Nullable Throwable unexpected;

  void add(VirtualHost host, List<SlipwayBuilder.Deployable> webapps) {
    Set<String> paths = new HashSet<>();
    for (SlipwayBuilder.Deployable webapp : webapps) {
      (paths.add(webapp.contextPath()) ? jobs : later).add(new Job(host, webapp));
    }
  }

  /**
   * Returns when all have been tried, with the failures in the order of the webapps.
   *
   * @param threads how many at once, the caller's among them
   */
  List<DeploymentException> run(int threads) {
    @Nullable DeploymentException[] failures = new DeploymentException[jobs.size()];
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < failures.length; i = next.getAndIncrement()) {
            failures[i] = deploy(jobs.get(i));
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, jobs.size()); i++) {
      // the context class loader, and whether they are daemons, as the caller has it: what webapps
      // start inherits both
      Thread helper = new Thread(work, "slipway-start-" + i);
      helper.start();
      helpers.add(helper);
    }
    work.run();
    helpers.forEach(FirstDeployments::join);
    List<DeploymentException> all = new ArrayList<>();
    for (DeploymentException failure : failures) {
      if (failure != null) {
        all.add(failure);
      }
    }
    for (Job job : later) {
      DeploymentException failure = deploy(job);
      if (failure != null) {
        all.add(failure);
      }
    }
    if (unexpected instanceof RuntimeException failure) {
      throw failure;
    }
    if (unexpected instanceof Error failure) {
      throw failure;
    }
    return all;
  }

  private @Nullable DeploymentException deploy(Job job) {
    if (unexpected == null) {
      try {
        return job.host.deployFirst(job.webapp);
      } catch (RuntimeException | Error failure) {
        unexpected = failure;
      }
    }
    return null;
  }

  private static void join(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the webapps that it starts must not be left behind
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
