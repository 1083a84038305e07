package org.espalier.execution;

import java.util.List;
import java.util.stream.LongStream;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.plan.PlannedTrial;
import org.espalier.rival.RivalSettings;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.espalier.trial.EvaluationSettings;
import org.espalier.trial.Learner;
import org.espalier.trial.SeedStreams;
import org.espalier.trial.TrialSpec;

/** Real trials that take milliseconds. */
public final class TinyTrials {
  private TinyTrials() {}

  /** A sweep of tiny trials, one for each of the seeds from 0. */
  public static SweepRequest sweep(String name, int seeds) {
    return new SweepRequest(name, trials(0, seeds), "name = " + name + "\n");
  }

  /** The trials of the seeds first to end-1. */
  public static List<PlannedTrial> trials(int first, int end) {
    return LongStream.range(first, end).mapToObj(seed -> PlannedTrial.of(spec(seed))).toList();
  }

  /** A trial of eight steps. */
  public static TrialSpec spec(long seed) {
    return spec(seed, 8);
  }

  /** A trial of so many steps. */
  public static TrialSpec spec(long seed, int steps) {
    return spec(seed, steps, 1);
  }

  /** A trial of so many steps with some learning rate. */
  public static TrialSpec spec(long seed, int steps, double learningRate) {
    return spec(seed, steps, learningRate, 16);
  }

  /** A trial with so many held-out sequences. */
  static TrialSpec large(long seed, int sequences) {
    return spec(seed, 8, 1, sequences);
  }

  /** A trial whose learning rate falls with a cosine. */
  public static TrialSpec cosine(long seed, int steps) {
    TrialSpec spec = spec(seed, steps);
    TrainingSettings training = spec.training();
    return with(
        spec,
        new TrainingSettings(
            training.optimizer(),
            training.learningRate(),
            Schedule.COSINE,
            training.weightDecay(),
            steps,
            training.batch(),
            training.algorithm()));
  }

  /** The same trial with so many steps. */
  public static TrialSpec withSteps(TrialSpec spec, int steps) {
    return with(spec, spec.training().withSteps(steps));
  }

  private static TrialSpec with(TrialSpec spec, TrainingSettings training) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        spec.learner(),
        training,
        spec.evaluation(),
        spec.rivals());
  }

  private static TrialSpec spec(long seed, int steps, double learningRate, int sequences) {
    return new TrialSpec(
        SeedStreams.of(seed),
        new GraphFamily.RandomTree(),
        Violations.NONE,
        new TaskSettings(3, 6, new TransitionPrior.Dirichlet(.5), 0, 0),
        new Learner(new Model.Disentangled(List.of(1, 1)), 0, EngineChoice.AUTO),
        new TrainingSettings(
            new Optimizer.Sgd(),
            learningRate,
            Schedule.CONSTANT,
            0,
            steps,
            8,
            new Algorithm.Joint()),
        new EvaluationSettings(
            new EvaluationSettings.Curve(4, sequences, 4),
            new EvaluationSettings.ReadOut(List.of(0), 8, 0),
            0,
            List.of(),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }
}
