package io.slipway.model;

import java.util.List;

/**
 * What reading a webapp comes to.
 *
 * @param app as far as it could be understood; to be run only where there is no error
 * @param problems errors and warnings, in the order found
 */
public record MergeResult(WebApp app, List<Problem> problems) {
  public MergeResult {
    problems = List.copyOf(problems);
  }
}
