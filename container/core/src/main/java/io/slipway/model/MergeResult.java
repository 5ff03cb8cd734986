package io.slipway.model;

import java.util.List;

/** What reading a webapp comes to: a model, or every reason why there is none. */
public sealed interface MergeResult {
  record Merged(WebApp app, List<Problem> warnings) implements MergeResult {
    public Merged {
      warnings = List.copyOf(warnings);
    }
  }

  /** Warnings among the errors, in the order found. */
  record Rejected(List<Problem> problems) implements MergeResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }
}
