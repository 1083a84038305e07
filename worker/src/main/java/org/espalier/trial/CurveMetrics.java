package org.espalier.trial;

import java.util.List;

/** How training went: what was reached at which step. */
final class CurveMetrics {

  private static final String LOOKS =
      "Attention that depends on tokens is averaged over at most 64 held-out sequences between the"
          + " rows of the learning curve. Null where it was not reached.";

  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          milestone(
              "steps_to_accuracy_50",
              "First watched step with an edge accuracy of at least .5. " + LOOKS,
              0),
          milestone(
              "steps_to_accuracy_90",
              "First watched step with an edge accuracy of at least .9. " + LOOKS,
              1),
          milestone(
              "steps_to_accuracy_100",
              "First watched step with an edge accuracy of 1. " + LOOKS,
              2),
          Metric.whole(
              "plateau_start",
              "Step at which the longest plateau of the test loss begins. Null where the"
                  + " curve has no plateau.",
              m -> m.plateau().map(p -> Metric.boxed(p.start())).orElse(null)),
          Metric.whole(
              "plateau_length",
              "Length of the longest plateau of the test loss, in steps, 0 without a plateau.",
              m -> m.plateau().map(p -> p.length()).orElse(null)),
          Metric.whole(
              "steps_to_tenth",
              "First step of the learning curve at which the test loss has fallen by a"
                  + " tenth of its whole fall. Null where the loss never fell.",
              m -> m.plateau().map(p -> Metric.boxed(p.tenth())).orElse(null)),
          Metric.whole(
              "divergence_step",
              "Number of steps done when the loss or a parameter was no longer finite. Null"
                  + " where the trial did not diverge.",
              m -> Metric.boxed(m.divergenceStep())));

  private CurveMetrics() {}

  private static Metric milestone(String name, String meaning, int level) {
    return Metric.whole(name, meaning, m -> Metric.boxed(m.milestone(level)));
  }
}
