package org.espalier.train;

import java.util.Locale;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * One optimiser at work on a contiguous range of the flat parameter array, in place.
 *
 * <p>At step t = 0, 1, .. with learning rate eta_t, gradient g and decoupled weight decay lambda:
 *
 * <pre>
 *   theta <- (1 - eta_t lambda) theta - eta_t d
 *   sgd:    d = g
 *   adamw:  m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
 *           d = m / (1 - beta1^(t+1)) / (sqrt(v / (1 - beta2^(t+1))) + epsilon)
 * </pre>
 *
 * <p>SGD is one BLAS axpy: ND4J's own {@code SgdUpdater} scales the gradient and leaves the
 * subtraction to its caller, which is two calls of twenty times the cost. Adam's moments and step
 * are ND4J's {@code AdamUpdater}.
 */
final class OptimizerUpdate {
  private final INDArray parameters;
  private final INDArray gradient;
  private final double weightDecay;
  private final Level1 blas = Nd4j.getBlasWrapper().level1();
  private final INDArray moments; // [1,2n], or empty
  private final Direction direction;

  /**
   * @param optimizer how a gradient becomes a change
   * @param weightDecay lambda
   * @param parameters [n] contiguous; changed at every step
   * @param gradient [n] contiguous, of the same type; read at every step and then spoilt
   */
  OptimizerUpdate(Optimizer optimizer, double weightDecay, INDArray parameters, INDArray gradient) {
    if (parameters.length() != gradient.length() || parameters.dataType() != gradient.dataType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "parameters %s and gradient %s",
              parameters.shapeInfoToString(),
              gradient.shapeInfoToString()));
    }
    this.parameters = parameters;
    this.gradient = gradient;
    this.weightDecay = weightDecay;
    this.moments =
        optimizer instanceof Optimizer.AdamW
            ? Nd4j.zeros(gradient.dataType(), 1, 2 * gradient.length())
            : Nd4j.empty(gradient.dataType());
    this.direction =
        optimizer instanceof Optimizer.AdamW adamW
            ? new AdamDirection(adamW, gradient, moments)
            : (step, learningRate) -> learningRate;
  }

  /** [2n] a copy of the moments; empty for an optimiser without any. */
  float[] moments() {
    return moments.isEmpty() ? new float[0] : moments.toFloatVector();
  }

  /** Goes on with moments that an update like this one had. */
  void restore(float[] other) {
    if (other.length != (moments.isEmpty() ? 0 : moments.length())) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d moments of another optimiser", other.length));
    }
    if (other.length > 0) {
      moments.assign(Nd4j.createFromArray(other).reshape(1, other.length));
    }
  }

  /** Scales the gradient down to a Euclidean norm, if it is longer; 0 leaves it as it is. */
  void clip(double norm) {
    if (norm > 0) {
      double length = blas.nrm2(gradient);
      if (length > norm) {
        blas.scal(gradient.length(), norm / length, gradient);
      }
    }
  }

  /** Changes the parameters by step t (from 0) with learning rate eta_t. */
  void apply(int step, double learningRate) {
    long n = parameters.length();
    double scale = direction.replaceGradient(step, learningRate);
    if (weightDecay > 0) {
      blas.scal(n, 1 - learningRate * weightDecay, parameters);
    }
    blas.axpy(n, -scale, gradient, parameters);
  }

  /** Turns the gradient into a direction d' in place. */
  @FunctionalInterface
  private interface Direction {
    /** Returns the scale c with c d' = eta_t d. */
    double replaceGradient(int step, double learningRate);
  }

  private static final class AdamDirection implements Direction {
    private final double epsilon;
    private final double beta2;
    private final Adam config;
    private final GradientUpdater<?> updater;
    private final INDArray row; // [1,n], a view of the gradient

    AdamDirection(Optimizer.AdamW adamW, INDArray gradient, INDArray moments) {
      epsilon = adamW.epsilon();
      beta2 = adamW.beta2();
      config = new Adam(1, adamW.beta1(), beta2, epsilon);
      row = gradient.reshape(1, gradient.length());
      updater = config.instantiate(moments, true);
    }

    /**
     * ND4J computes eta sqrt(c2) / c1 m / (sqrt(v) + eps) with c1, c2 the bias corrections: equal
     * to the definition with eps = epsilon sqrt(c2).
     */
    @Override
    public double replaceGradient(int step, double learningRate) {
      config.setLearningRate(learningRate);
      config.setEpsilon(epsilon * Math.sqrt(1 - Math.pow(beta2, step + 1.0)));
      updater.applyUpdater(row, step, 0);
      return 1;
    }
  }
}
