package org.espalier.train;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;

/**
 * Everything about training that can change a number.
 *
 * @param optimizer how a gradient becomes a change
 * @param learningRate eta, > 0
 * @param schedule how eta changes
 * @param weightDecay lambda >= 0, decoupled: theta <- theta - eta_t lambda theta at every step
 * @param steps gradient steps (with {@link Algorithm.Staged}: of the first stage), at least 1
 * @param batch B, sequences per step, at least 1
 * @param algorithm which parameters are trained when
 */
public record TrainingSettings(
    Optimizer optimizer,
    double learningRate,
    Schedule schedule,
    double weightDecay,
    int steps,
    int batch,
    Algorithm algorithm)
    implements Serializable {

  public TrainingSettings {
    require(
        learningRate > 0 && learningRate < Double.POSITIVE_INFINITY,
        "learningRate",
        learningRate,
        "must be > 0");
    require(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "weightDecay",
        weightDecay,
        "must be >= 0");
    require(steps >= 1, "steps", steps, "must be >= 1");
    require(batch >= 1, "batch", batch, "must be >= 1");
  }

  /** Steps of all stages together. */
  public int totalSteps() {
    return algorithm instanceof Algorithm.Staged staged
        ? Math.addExact(steps, staged.stage2Steps())
        : steps;
  }
}
