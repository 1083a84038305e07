package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OptimizerUpdateTest {
  private static final int N = 37;
  private static final int STEPS = 50;

  /** An optimiser in plain doubles, as its definition has it. */
  private interface Reference {
    double direction(int step, int i, double gradient);
  }

  private static final Reference SGD = (step, i, gradient) -> gradient;

  private static final class AdamReference implements Reference {
    private final Optimizer.AdamW settings;
    private final double[] m = new double[N];
    private final double[] v = new double[N];

    AdamReference(Optimizer.AdamW settings) {
      this.settings = settings;
    }

    @Override
    public double direction(int step, int i, double gradient) {
      double b1 = settings.beta1();
      double b2 = settings.beta2();
      m[i] = b1 * m[i] + (1 - b1) * gradient;
      v[i] = b2 * v[i] + (1 - b2) * gradient * gradient;
      double mHat = m[i] / (1 - Math.pow(b1, step + 1));
      double vHat = v[i] / (1 - Math.pow(b2, step + 1));
      return mHat / (Math.sqrt(vHat) + settings.epsilon());
    }
  }

  @Test
  void sgdSubtractsTheGradient() {
    check(new Optimizer.Sgd(), SGD, 0, DataType.DOUBLE, 1e-13);
    check(new Optimizer.Sgd(), SGD, 0, DataType.FLOAT, 1e-5);
  }

  @Test
  void weightDecayIsDecoupled() {
    check(new Optimizer.Sgd(), SGD, 0.3, DataType.DOUBLE, 1e-13);
    var adamW = new Optimizer.AdamW(0.9, 0.999, 1e-8);
    check(adamW, new AdamReference(adamW), 0.3, DataType.DOUBLE, 1e-10);
  }

  @Test
  void adamCorrectsItsBias() {
    var adamW = new Optimizer.AdamW(0.9, 0.999, 1e-8);
    check(adamW, new AdamReference(adamW), 0, DataType.DOUBLE, 1e-10);
    check(adamW, new AdamReference(adamW), 0, DataType.FLOAT, 1e-5);
  }

  @Test
  void adamAddsEpsilonToTheCorrectedRoot() {
    var adamW = new Optimizer.AdamW(0.8, 0.95, 0.1);
    check(adamW, new AdamReference(adamW), 0.01, DataType.DOUBLE, 1e-10);
  }

  /** The nearest to 1 that are allowed: what is lost by rounding is a share of the step. */
  @Test
  void adamOfLongMemoryTakesItsSteps() {
    var long2 = new Optimizer.AdamW(0.9, 0.99999997, 1e-8);
    check(long2, new AdamReference(long2), 0, DataType.FLOAT, 1e-5);
    var long1 = new Optimizer.AdamW(0.99999997, 0.999, 1e-40);
    check(long1, new AdamReference(long1), 0, DataType.FLOAT, 1e-5);
  }

  @Test
  void aRangeLeavesItsNeighboursAlone() {
    INDArray all = Nd4j.ones(DataType.FLOAT, 9);
    INDArray gradient = Nd4j.ones(DataType.FLOAT, 9);
    var update =
        new OptimizerUpdate(
            new Optimizer.AdamW(0.9, 0.999, 1e-8),
            0.5,
            new ParameterRange(3, 4).of(all),
            new ParameterRange(3, 4).of(gradient));
    update.apply(0, 0.1);
    float moved = 1 * (1 - 0.1f * 0.5f) - 0.1f;
    assertThat(all.toFloatVector())
        .containsExactly(new float[] {1, 1, 1, moved, moved, moved, moved, 1, 1}, within(1e-6f));
  }

  @Test
  void manyStepsKeepNoNativeMemory() {
    INDArray parameters = Nd4j.ones(DataType.FLOAT, 50_000);
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, 50_000);
    var update =
        new OptimizerUpdate(new Optimizer.AdamW(0.9, 0.999, 1e-8), 1e-4, parameters, gradient);
    update.apply(0, 1e-3);
    long before = Pointer.totalBytes();
    for (int step = 1; step <= 1_000; step++) {
      update.apply(step, 1e-3);
    }
    assertThat(Pointer.totalBytes() - before).isLessThan(50_000L * Float.BYTES);
  }

  private static void check(
      Optimizer optimizer, Reference reference, double decay, DataType type, double tolerance) {
    var random = new Random(7);
    double[] expected = random.doubles(N, -1, 1).toArray();
    INDArray parameters = Nd4j.createFromArray(expected).castTo(type);
    INDArray gradient = Nd4j.zeros(type, N);
    var update = new OptimizerUpdate(optimizer, decay, parameters, gradient);
    for (int step = 0; step < STEPS; step++) {
      double rate = 0.1 / (1 + step);
      double[] g = random.doubles(N, -1, 1).toArray();
      for (int i = 0; i < N; i++) {
        expected[i] =
            expected[i] - rate * decay * expected[i] - rate * reference.direction(step, i, g[i]);
      }
      gradient.assign(Nd4j.createFromArray(g).castTo(type));
      update.apply(step, rate);
    }
    for (int i = 0; i < N; i++) {
      assertThat(parameters.getDouble(i)).isCloseTo(expected[i], within(tolerance));
    }
  }
}
