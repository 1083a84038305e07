package org.espalier.train;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;

/** Which parameters are trained when. */
public sealed interface Algorithm extends Serializable {

  /** The name in a sweep file. */
  String name();

  /** All parameters at every step. */
  record Joint() implements Algorithm {
    @Override
    public String name() {
      return "joint";
    }
  }

  /**
   * The paper's Algorithm 1 on the reduced model: tau1 steps on A1 alone with rate eta1 (the
   * settings' own steps and learning rate), then tau2 steps on A2 alone with rate eta2.
   *
   * @param stage2Steps tau2, at least 1
   * @param stage2LearningRate eta2, > 0
   */
  record Staged(int stage2Steps, double stage2LearningRate) implements Algorithm {
    public Staged {
      require(stage2Steps >= 1, "stage2Steps", stage2Steps, "must be >= 1");
      require(
          stage2LearningRate > 0 && stage2LearningRate < Double.POSITIVE_INFINITY,
          "stage2LearningRate",
          stage2LearningRate,
          "must be > 0");
    }

    @Override
    public String name() {
      return "staged";
    }
  }
}
