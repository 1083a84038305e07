package org.espalier.table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.rival.RivalSettings;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.CurvePoint;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.espalier.trial.AttentionSnapshot;
import org.espalier.trial.EdgeScore;
import org.espalier.trial.EvaluationSettings;
import org.espalier.trial.Learner;
import org.espalier.trial.PredictorScore;
import org.espalier.trial.RivalEdges;
import org.espalier.trial.SeedStreams;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;
import org.espalier.trial.WeightMatrix;

/** Trials as they come out of a runner, with numbers made of their seed. */
final class ExampleTrials {
  private ExampleTrials() {}

  static TrialRow succeeded(long seed) {
    float f = seed;
    return row(
        seed,
        TrialStatus.SUCCEEDED,
        List.of(
            new CurvePoint(0, 1, Double.NaN, 1.1, .5, .2, 0, 0),
            new CurvePoint(16, 1, 1.0, .8 + seed, .2, .7, 1, .25)),
        List.of(
            new AttentionSnapshot(
                16, AttentionSnapshot.Kind.POSITIONAL, 1, 1, new float[][] {{1, 0}, {.25f, .75f}})),
        List.of(new WeightMatrix("W", 2, 3, new float[] {f, 1, 2, 3, 4, 5})),
        List.of(
            new EdgeScore(
                1,
                0,
                true,
                true,
                "parent",
                new EdgeScore.Attention(.75, 1, 1),
                new EdgeScore.Theory(
                    OptionalDouble.of(-.5),
                    OptionalInt.of(1),
                    OptionalDouble.empty(),
                    OptionalInt.empty()),
                RivalEdges.NONE)),
        List.of(),
        Optional.empty());
  }

  /** Of which nothing is known but a row of its curve and one of a predictor. */
  static TrialRow scored(long seed, CurvePoint point, PredictorScore score) {
    return row(
        seed,
        TrialStatus.SUCCEEDED,
        List.of(point),
        List.of(),
        List.of(),
        List.of(),
        List.of(score),
        Optional.empty());
  }

  static TrialRow failed(long seed) {
    return row(
        seed,
        TrialStatus.FAILED,
        List.of(new CurvePoint(0, 1, Double.NaN, 1.1, .5, .2, 0, 0)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new TrialResult.Failure("java.lang.Error", "broken", "at a line")));
  }

  private static TrialRow row(
      long seed,
      TrialStatus status,
      List<CurvePoint> curve,
      List<AttentionSnapshot> attention,
      List<WeightMatrix> weights,
      List<EdgeScore> edges,
      List<PredictorScore> predictors,
      Optional<TrialResult.Failure> failure) {
    Instant start = Instant.parse("2026-01-02T03:04:05.678901Z");
    return TrialRow.of(
        "example",
        new TrialResult(
            spec(seed),
            status,
            failure,
            new TrialResult.Measured(
                Map.of("test_loss", .8 + seed),
                curve,
                attention,
                weights,
                edges,
                List.of(),
                List.of(),
                predictors),
            new TrialResult.Work(
                Optional.of("kernel"), start, start.plusSeconds(2), Duration.ofMillis(500), 16)),
        Provenance.here());
  }

  static TrialSpec spec(long seed) {
    return new TrialSpec(
        SeedStreams.of(seed),
        new GraphFamily.Chain(),
        Violations.NONE,
        new TaskSettings(3, 8, new TransitionPrior.Dirichlet(.1), 0, 0),
        new Learner(new Model.Disentangled(List.of(1, 1)), 0, EngineChoice.AUTO),
        new TrainingSettings(
            new Optimizer.Sgd(), 1, Schedule.CONSTANT, 0, 16, 8, new Algorithm.Joint()),
        new EvaluationSettings(
            new EvaluationSettings.Curve(4, 16, 2),
            new EvaluationSettings.ReadOut(List.of(), 8, 0),
            0,
            List.of(),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }
}
