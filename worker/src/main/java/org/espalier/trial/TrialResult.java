package org.espalier.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.train.CurvePoint;

/**
 * Everything that is known of a trial that has ended, however it ended.
 *
 * @param spec what was asked
 * @param status how it ended
 * @param failure why, unless the trial succeeded
 * @param measured what was measured, as far as it got
 * @param work what was done for it
 */
public record TrialResult(
    TrialSpec spec, TrialStatus status, Optional<Failure> failure, Measured measured, Work work) {

  /**
   * Why a trial did not succeed.
   *
   * @param type class of the error, or the status where nothing was thrown
   * @param message one line
   * @param stack the stack trace, empty where nothing was thrown
   */
  public record Failure(String type, String message, String stack) {}

  /**
   * What goes into the tables.
   *
   * @param metrics final values by the names of {@link TrialMetrics}; a metric that does not apply
   *     is absent
   * @param curve the learning curve as far as it got
   * @param attention attention matrices, by step, kind, layer, head
   * @param weights trained parameters; empty unless the trial succeeded
   * @param edges every pair (child, candidate &le; child), by child, then candidate
   * @param shifts the trained model under other distributions, in the order of the specification
   * @param rivals what other methods made of the training sequences, in the order asked for
   * @param predictors how far the model was from predictors without training, by step
   */
  public record Measured(
      Map<String, Number> metrics,
      List<CurvePoint> curve,
      List<AttentionSnapshot> attention,
      List<WeightMatrix> weights,
      List<EdgeScore> edges,
      List<ShiftScore> shifts,
      List<RivalScore> rivals,
      List<PredictorScore> predictors) {

    public Measured {
      metrics = Map.copyOf(metrics);
      curve = List.copyOf(curve);
      attention = List.copyOf(attention);
      weights = List.copyOf(weights);
      edges = List.copyOf(edges);
      shifts = List.copyOf(shifts);
      rivals = List.copyOf(rivals);
      predictors = List.copyOf(predictors);
    }

    /** What was measured of a trial without predictors along its learning curve. */
    public Measured(
        Map<String, Number> metrics,
        List<CurvePoint> curve,
        List<AttentionSnapshot> attention,
        List<WeightMatrix> weights,
        List<EdgeScore> edges,
        List<ShiftScore> shifts,
        List<RivalScore> rivals) {
      this(metrics, curve, attention, weights, edges, shifts, rivals, List.of());
    }

    /** A learning curve and nothing else. */
    public static Measured of(List<CurvePoint> curve) {
      return new Measured(Map.of(), curve, List.of(), List.of(), List.of(), List.of(), List.of());
    }
  }

  /**
   * What was done for a trial, and when.
   *
   * @param engine what computed the gradients; empty if the trial failed before there was one
   * @param started when its thread began
   * @param finished when it ended
   * @param training time spent in training steps alone
   * @param steps training steps done
   * @param inherited those of them that a shorter trial had done
   */
  public record Work(
      Optional<String> engine,
      Instant started,
      Instant finished,
      Duration training,
      int steps,
      int inherited) {

    /** What was done for a trial that did all of its steps itself. */
    public Work(
        Optional<String> engine, Instant started, Instant finished, Duration training, int steps) {
      this(engine, started, finished, training, steps, 0);
    }
  }
}
