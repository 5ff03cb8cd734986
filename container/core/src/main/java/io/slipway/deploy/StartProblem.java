package io.slipway.deploy;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is said of a webapp that threw while it started. */
final class StartProblem {
  /** Where no fault of a webapp is. */
  private static final List<String> NOT_THE_WEBAPPS =
      List.of(
          "io.slipway.cdi.",
          "io.slipway.deploy.",
          "io.slipway.runtime.",
          "java.",
          "jdk.",
          "org.jboss.weld.");

  private StartProblem() {}

  static Problem of(Throwable failure) {
    Throwable cause =
        failure instanceof ServletException e && e.getRootCause() != null
            ? e.getRootCause()
            : failure;
    Origin at =
        Arrays.stream(cause.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().equals(Deployer.class.getName()))
            .filter(frame -> NOT_THE_WEBAPPS.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .map(frame -> new Origin(frame.getClassName(), frame.getLineNumber()))
            .orElse(Origin.of("start"));
    // the message of an error, such as the name of a class, says nothing by itself
    String message =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    boolean told =
        cause == failure
            || message.contains(cause.toString())
            || message.endsWith(": " + cause.getMessage());
    List<String> fix = new ArrayList<>();
    if (!told) {
      fix.add("caused by " + withoutFrames(cause.toString()));
    }
    missingClass(failure)
        .filter(name -> !message.contains(name))
        .ifPresent(
            name ->
                fix.add(
                    "neither the webapp nor the server has the class "
                        + name
                        + ": add its jar to WEB-INF/lib"));
    fix.add("the stack trace is in the log");
    return Problem.error("start-failed", at, withoutFrames(message), String.join("; ", fix));
  }

  /** Weld's messages have the stack traces of what its extensions threw. */
  private static String withoutFrames(String message) {
    return message
        .lines()
        .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** The name of the class that it fails for want of, if that is the innermost cause. */
  private static Optional<String> missingClass(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable innermost = failure;
    while (innermost.getCause() != null && seen.add(innermost)) {
      innermost = innermost.getCause();
    }
    return innermost instanceof NoClassDefFoundError || innermost instanceof ClassNotFoundException
        ? Optional.ofNullable(innermost.getMessage())
            // others: "Could not initialize class", "wrong name"
            .filter(name -> name.indexOf(' ') < 0)
            .map(name -> name.replace('/', '.'))
        : Optional.empty();
  }
}
