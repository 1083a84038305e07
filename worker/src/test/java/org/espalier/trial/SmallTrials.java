package org.espalier.trial;

import java.util.List;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.rival.RivalSettings;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;

/** Trials that take a moment. */
final class SmallTrials {

  private SmallTrials() {}

  /** S = 3, T = 7, a random tree, 40 steps of 32 sequences. */
  static TrialSpec tree(long seed) {
    return new TrialSpec(
        SeedStreams.of(seed),
        new GraphFamily.RandomTree(),
        Violations.NONE,
        new TaskSettings(3, 7, new TransitionPrior.Dirichlet(0.5), 0, 0),
        new Learner(new Model.Disentangled(List.of(1, 1)), 0, EngineChoice.AUTO),
        training(1, 40),
        new EvaluationSettings(
            new EvaluationSettings.Curve(16, 100, 4),
            new EvaluationSettings.ReadOut(List.of(0, 8), 50, 0),
            0,
            List.of(),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }

  /** SGD on batches of 32. */
  static TrainingSettings training(double learningRate, int steps) {
    return new TrainingSettings(
        new Optimizer.Sgd(), learningRate, Schedule.CONSTANT, 0, steps, 32, new Algorithm.Joint());
  }

  static TrialSpec with(TrialSpec spec, TrainingSettings training) {
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

  static TrialSpec with(TrialSpec spec, EvaluationSettings evaluation) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        spec.learner(),
        spec.training(),
        evaluation,
        spec.rivals());
  }

  static TrialSpec with(TrialSpec spec, TaskSettings task) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        task,
        spec.learner(),
        spec.training(),
        spec.evaluation(),
        spec.rivals());
  }

  static TrialSpec with(TrialSpec spec, GraphFamily graph) {
    return new TrialSpec(
        spec.seeds(),
        graph,
        spec.violations(),
        spec.task(),
        spec.learner(),
        spec.training(),
        spec.evaluation(),
        spec.rivals());
  }

  static TrialSpec with(TrialSpec spec, Learner learner) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        learner,
        spec.training(),
        spec.evaluation(),
        spec.rivals());
  }

  static TrialSpec with(TrialSpec spec, Violations violations) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        violations,
        spec.task(),
        spec.learner(),
        spec.training(),
        spec.evaluation(),
        spec.rivals());
  }

  static TrialSpec withTheory(TrialSpec spec, int sequences) {
    EvaluationSettings evaluation = spec.evaluation();
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        spec.learner(),
        spec.training(),
        new EvaluationSettings(
            new EvaluationSettings.Curve(
                evaluation.curve().every(),
                evaluation.curve().sequences(),
                evaluation.curve().watch()),
            new EvaluationSettings.ReadOut(
                evaluation.readOut().checkpoints(), evaluation.readOut().attentionSequences(), 0),
            sequences,
            evaluation.shifts(),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }
}
