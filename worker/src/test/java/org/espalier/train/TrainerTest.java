package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import org.espalier.InvalidValueException;
import org.espalier.graph.CausalGraph;
import org.espalier.model.GradientEngine;
import org.espalier.model.Model;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainerTest {
  private static final int S = 3;
  private static final int T = 4;
  private static final TaskSettings TASK =
      new TaskSettings(S, T, new TransitionPrior.Dirichlet(1), 0, 0);
  private static final Model.Reduced MODEL = new Model.Reduced(0.01);

  /** The gradient is one everywhere; the loss is a list of given values. */
  private static final class OnesEngine implements GradientEngine {
    private final double[] losses;
    private int calls;

    OnesEngine(double... losses) {
      this.losses = losses;
    }

    @Override
    public String name() {
      return "ones";
    }

    @Override
    public double lossAndGradient(SequenceBatch batch, INDArray parameters, INDArray gradient) {
      gradient.assign(1);
      return losses[Math.min(calls++, losses.length - 1)];
    }

    @Override
    public double loss(SequenceBatch batch, INDArray parameters) {
      return losses[0];
    }

    @Override
    public void probabilities(SequenceBatch batch, INDArray parameters, float[] probabilities) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static Trainer trainer(GradientEngine engine, Schedule schedule, Algorithm algorithm) {
    return new Trainer(
        engine,
        new SequenceSampler(CausalGraph.ofParents(-1, 0, 1), TASK, 1),
        SequenceBatch.allocate(2, T, S),
        Parameters.zeros(MODEL.layout(S, T), DataType.FLOAT),
        new TrainingSettings(new Optimizer.Sgd(), 0.5, schedule, 0, 4, 2, algorithm));
  }

  @Test
  void theCosineGoesFromTheLearningRateToZero() {
    Trainer trainer = trainer(new OnesEngine(1), Schedule.COSINE, new Algorithm.Joint());
    var rates = new ArrayList<Double>();
    double expected = 0;
    while (!trainer.isDone()) {
      rates.add(trainer.learningRate());
      expected -= trainer.learningRate();
      trainer.step();
      assertThat(trainer.parameters().flat().getDouble(0)).isCloseTo(expected, within(1e-6));
    }
    assertThat(rates.get(0)).isEqualTo(0.5);
    assertThat(rates.get(2)).isCloseTo(0.25, within(1e-12));
    assertThat(trainer.learningRate()).isCloseTo(0, within(1e-12));
    assertThat(trainer.steps()).isEqualTo(4);
    assertThatThrownBy(trainer::step).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void algorithm1TrainsOneMatrixAfterTheOther() {
    Trainer trainer = trainer(new OnesEngine(1), Schedule.CONSTANT, new Algorithm.Staged(3, 0.125));
    for (int step = 0; step < 4; step++) {
      assertThat(trainer.learningRate()).isEqualTo(0.5);
      trainer.step();
    }
    assertThat(trainer.parameters().values("A1")).containsOnly(-2f);
    assertThat(trainer.parameters().values("A2")).containsOnly(0f);
    while (!trainer.isDone()) {
      assertThat(trainer.learningRate()).isEqualTo(0.125);
      trainer.step();
    }
    assertThat(trainer.steps()).isEqualTo(7);
    assertThat(trainer.parameters().values("A1")).containsOnly(-2f);
    assertThat(trainer.parameters().values("A2")).containsOnly(-0.375f);
  }

  @Test
  void aStepWhoseLossIsNotFiniteIsNotTaken() {
    Trainer trainer =
        trainer(new OnesEngine(1, Double.NaN), Schedule.CONSTANT, new Algorithm.Joint());
    trainer.step();
    assertThat(trainer.step()).isNaN();
    assertThat(trainer.steps()).isEqualTo(1);
    assertThat(trainer.parameters().values("A1")).containsOnly(-0.5f);
  }

  private static Trainer guarded(Safeguards safeguards) {
    return new Trainer(
        new OnesEngine(1),
        new SequenceSampler(CausalGraph.ofParents(-1, 0, 1), TASK, 1),
        SequenceBatch.allocate(2, T, S),
        Parameters.zeros(MODEL.layout(S, T), DataType.FLOAT),
        new TrainingSettings(
            new Optimizer.Sgd(),
            0.5,
            Schedule.CONSTANT,
            0,
            4,
            2,
            new Algorithm.Joint(),
            safeguards));
  }

  /** 25 ones are of norm 5. */
  @Test
  void aGradientLongerThanTheLimitIsScaledDownToItAndAShorterOneIsNot() {
    Trainer clipped = guarded(new Safeguards(2, 0));
    clipped.step();
    assertThat(clipped.parameters().flat().getDouble(3)).isCloseTo(-0.5 * 2 / 5, within(1e-6));
    Trainer left = guarded(new Safeguards(5.5, 0));
    left.step();
    assertThat(left.parameters().flat().getDouble(3)).isCloseTo(-0.5, within(1e-6));
  }

  @Test
  void warmUpRaisesTheLearningRateStepByStepToItsSchedule() {
    Trainer trainer = guarded(new Safeguards(0, 3));
    var rates = new ArrayList<Double>();
    while (!trainer.isDone()) {
      rates.add(trainer.learningRate());
      trainer.step();
    }
    assertThat(rates).containsExactly(0.5 / 3, 1.0 / 3, 0.5, 0.5);
  }

  @Test
  void aWarmUpLongerThanTrainingIsRefused() {
    assertThatThrownBy(() -> guarded(new Safeguards(0, 5)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must not be longer than training, 4 steps");
  }
}
