package org.espalier.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.espalier.model.GradientEngine;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a model, one gradient step at a call: draw a batch, compute loss and gradient, update.
 *
 * <p>All arrays are allocated once. Between two steps the parameters may be read; only the trainer
 * changes them.
 */
public final class Trainer {
  private final GradientEngine engine;
  private final SequenceSource source;
  private final TrainingSettings settings;
  private final Parameters parameters;
  private final INDArray gradient;
  private final SequenceBatch batch;
  private final Deque<StagedTraining.Stage> stages;
  private OptimizerUpdate update;
  private int stageStep;
  private int steps;
  private double lastLearningRate;

  /**
   * @param engine computes the gradient; made for batches of {@code settings.batch()} at least
   * @param source where training sequences come from
   * @param batch filled anew at every step; its size is B
   * @param parameters initial values, changed in place
   * @param settings how to train
   */
  public Trainer(
      GradientEngine engine,
      SequenceSource source,
      SequenceBatch batch,
      Parameters parameters,
      TrainingSettings settings) {
    this.engine = engine;
    this.source = source;
    this.settings = settings;
    this.parameters = parameters;
    this.batch = batch;
    gradient = parameters.flat().like();
    stages = new ArrayDeque<>(StagedTraining.stages(settings, parameters.layout()));
    startStage();
  }

  /** The parameters as they are between two steps. */
  public Parameters parameters() {
    return parameters;
  }

  /** Steps done. */
  public int steps() {
    return steps;
  }

  /** Whether every stage has ended. */
  public boolean isDone() {
    return stages.isEmpty();
  }

  /** eta_t of the step to come; after the last one, what the schedule ends at. */
  public double learningRate() {
    return isDone() ? lastLearningRate : rate(stages.getFirst(), stageStep);
  }

  /**
   * One step. If the loss is not finite the step counts as not done and the parameters stay.
   *
   * @return the batch's loss before the step, in nats
   * @throws IllegalStateException if training is done
   */
  public double step() {
    if (isDone()) {
      throw new IllegalStateException("training has ended after " + steps + " steps");
    }
    StagedTraining.Stage stage = stages.getFirst();
    source.draw(batch);
    double loss = engine.lossAndGradient(batch, parameters.flat(), gradient);
    if (!Double.isFinite(loss)) {
      return loss;
    }
    update.clip(settings.safeguards().clipNorm());
    update.apply(stageStep, rate(stage, stageStep));
    steps++;
    stageStep++;
    if (stageStep == stage.steps()) {
      lastLearningRate = rate(stage, stageStep);
      stages.removeFirst();
      startStage();
    }
    return loss;
  }

  /** All that this trainer knows: one that is {@linkplain #restore restored} goes on from there. */
  public TrainerState state() {
    int all = StagedTraining.stages(settings, parameters.layout()).size();
    return new TrainerState(
        parameters.flat().toFloatVector(),
        isDone() ? new float[0] : update.moments(),
        all - stages.size(),
        stageStep,
        steps,
        lastLearningRate,
        source.state());
  }

  /**
   * Goes on from where a trainer of the same trial was; this one must have done nothing yet.
   *
   * @throws IllegalArgumentException if the state is of another model or data set
   */
  public void restore(TrainerState state) {
    if (steps != 0 || state.parameters().length != parameters.flat().length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %d parameters after %d steps for %d parameters after %d steps",
              state.parameters().length,
              state.steps(),
              parameters.flat().length(),
              steps));
    }
    source.restore(state.source());
    parameters.flat().assign(Nd4j.createFromArray(state.parameters()));
    for (int ended = 0; ended < state.stage(); ended++) {
      stages.removeFirst();
    }
    startStage();
    stageStep = state.stageStep();
    steps = state.steps();
    lastLearningRate = state.lastLearningRate();
    if (!isDone()) {
      update.restore(state.moments());
    }
  }

  private void startStage() {
    stageStep = 0;
    if (!isDone()) {
      ParameterRange range = stages.getFirst().range();
      update =
          new OptimizerUpdate(
              settings.optimizer(),
              settings.weightDecay(),
              range.of(parameters.flat()),
              range.of(gradient));
    }
  }

  private double rate(StagedTraining.Stage stage, int step) {
    double factor = settings.schedule().factor(step, stage.steps());
    return stage.learningRate() * factor * settings.safeguards().warmUpFactor(step);
  }
}
