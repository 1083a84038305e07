package org.espalier.train;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.integer;
import static org.espalier.setting.Parameter.oneOf;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Range.aboveZeroInSinglePrecision;
import static org.espalier.setting.Range.atLeast;
import static org.espalier.setting.Range.atLeastZeroInSinglePrecision;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.espalier.setting.Declaration;
import org.espalier.setting.Group;

/**
 * Everything about training that can change a number.
 *
 * @param optimizer how a gradient becomes a change
 * @param learningRate eta, > 0 also in single precision
 * @param schedule how eta changes
 * @param weightDecay lambda, decoupled: theta <- theta - eta_t lambda theta at every step; 0, or
 *     eta lambda is at least 3e-8, which single precision can take from 1
 * @param steps gradient steps (with {@link Algorithm.Staged}: of the first stage), at least 1
 * @param batch B, sequences per step, at least 1
 * @param algorithm which parameters are trained when; all its steps together are at most 2^31 - 1
 * @param safeguards limits on gradients and first steps; the warm-up is no longer than a stage
 */
public record TrainingSettings(
    Optimizer optimizer,
    double learningRate,
    Schedule schedule,
    double weightDecay,
    int steps,
    int batch,
    Algorithm algorithm,
    Safeguards safeguards)
    implements Serializable {

  /** Below it a number taken from 1 is lost in single precision: 1 - 2^-25 is 1. */
  private static final double LEAST_DECAY = 3e-8;

  /** Its settings. */
  public static final Declaration<TrainingSettings> SETTINGS =
      Declaration.of(
          TrainingSettings.class,
          Optimizer.FAMILY.in(TrainingSettings::optimizer),
          real("training.learning-rate", TrainingSettings::learningRate)
              .within(aboveZeroInSinglePrecision()),
          oneOf("training.schedule", Schedule.class, Schedule::label, TrainingSettings::schedule),
          real("training.weight-decay", TrainingSettings::weightDecay)
              .within(atLeastZeroInSinglePrecision()),
          integer("training.steps", TrainingSettings::steps).within(atLeast(1)),
          integer("training.batch", TrainingSettings::batch).within(atLeast(1)),
          Algorithm.FAMILY.in(TrainingSettings::algorithm),
          Group.of(Safeguards.SETTINGS, TrainingSettings::safeguards));

  public TrainingSettings {
    SETTINGS.check(
        optimizer, learningRate, schedule, weightDecay, steps, batch, algorithm, safeguards);
    requireDecay(weightDecay, learningRate, algorithm);
    int shortest = steps;
    if (algorithm instanceof Algorithm.Staged staged) {
      require(
          staged.stage2Steps() <= Integer.MAX_VALUE - steps,
          "training.stage2-steps",
          staged.stage2Steps(),
          String.format(
              Locale.ROOT,
              "and training.steps = %d must together be at most %d",
              steps,
              Integer.MAX_VALUE));
      shortest = Math.min(steps, staged.stage2Steps());
    }
    require(
        safeguards.warmUp() <= shortest,
        "training.warm-up",
        safeguards.warmUp(),
        "must not be longer than training, " + shortest + " steps");
  }

  /** A decay that is none in single precision is refused. */
  private static void requireDecay(double decay, double learningRate, Algorithm algorithm) {
    double rate =
        algorithm instanceof Algorithm.Staged staged
            ? Math.max(learningRate, staged.stage2LearningRate())
            : learningRate;
    require(
        decay == 0 || rate * decay >= LEAST_DECAY,
        "training.weight-decay",
        decay,
        String.format(
            Locale.ROOT,
            "must be 0 or at least %s with a learning rate of %s: 1 - rate x decay, by which"
                + " parameters shrink, is 1 in single precision",
            LEAST_DECAY / rate,
            rate));
  }

  /** Training without safeguards. */
  public TrainingSettings(
      Optimizer optimizer,
      double learningRate,
      Schedule schedule,
      double weightDecay,
      int steps,
      int batch,
      Algorithm algorithm) {
    this(optimizer, learningRate, schedule, weightDecay, steps, batch, algorithm, Safeguards.NONE);
  }

  /** The same but for the number of steps. */
  public TrainingSettings withSteps(int other) {
    return new TrainingSettings(
        optimizer, learningRate, schedule, weightDecay, other, batch, algorithm, safeguards);
  }

  /**
   * The setting that makes a step depend on {@code training.steps}; empty if training for longer
   * begins with the very steps of training for shorter.
   */
  public Optional<String> dependence() {
    if (algorithm instanceof Algorithm.Staged) {
      return Optional.of("training.algorithm = " + algorithm.name());
    }
    return schedule.dependsOnSteps()
        ? Optional.of("training.schedule = " + schedule.label())
        : Optional.empty();
  }

  /** Steps of all stages together. */
  public int totalSteps() {
    return algorithm instanceof Algorithm.Staged staged ? steps + staged.stage2Steps() : steps;
  }
}
