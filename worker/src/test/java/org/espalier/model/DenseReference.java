package org.espalier.model;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * The disentangled transformer as Section 2 of arXiv 2402.14735 writes it, in double, with dense
 * one-hot inputs and every position of every layer; its gradient by the chain rule, matrix by
 * matrix. Any depth, any heads. Slow and plain on purpose.
 */
final class DenseReference {
  private final Model.Disentangled model;
  private final int vocab;
  private final int length;
  private final ParameterLayout layout;

  DenseReference(Model.Disentangled model, int vocab, int length) {
    this.model = model;
    this.vocab = vocab;
    this.length = length;
    this.layout = model.layout(vocab, length);
  }

  /**
   * What the reference computes: the mean loss, the probabilities [P,S,B] at the P positions at
   * which a batch has targets, the flat gradient.
   */
  record Result(double loss, double[] probabilities, double[] gradient) {}

  Result evaluate(SequenceBatch batch, double[] parameters) {
    double[] gradient = new double[layout.size()];
    double[] probabilities = new double[batch.targets().length];
    double loss = 0;
    for (int b = 0; b < batch.size(); b++) {
      loss += addSequence(batch, b, parameters, probabilities, gradient) / batch.size();
    }
    return new Result(loss, probabilities, gradient);
  }

  private double addSequence(
      SequenceBatch batch, int b, double[] parameters, double[] probabilities, double[] gradient) {
    int layers = model.heads().size();
    double[][][] residuals = new double[layers + 1][][]; // h, [T, d_l]
    double[][][][] attention = new double[layers][][][]; // P_h, [T, T]
    residuals[0] = new double[length][vocab + length];
    for (int i = 0; i < length; i++) {
      residuals[0][i][batch.token(b, i)] = 1;
      residuals[0][i][vocab + i] = 1;
    }
    for (int l = 0; l < layers; l++) {
      int heads = model.heads().get(l);
      attention[l] = new double[heads][][];
      double[][] next = residuals[l];
      for (int h = 0; h < heads; h++) {
        double[][] a = matrix(parameters, Model.attentionName(l, h));
        attention[l][h] = causalSoftmax(times(times(residuals[l], a), transposed(residuals[l])));
        next = beside(next, times(attention[l][h], residuals[l]));
      }
      residuals[l + 1] = next;
    }
    double[][] w = matrix(parameters, "W");
    double[][] f = times(residuals[layers], w);
    double[][] df = new double[length][vocab];
    double loss = 0;
    int positions = batch.targetPositions();
    for (int p = 0; p < positions; p++) {
      int i = length - positions + p;
      double logSum = logSumOfExponentials(f[i]);
      double total = 0;
      for (int s = 0; s < vocab; s++) {
        total += batch.target(b, i, s);
      }
      for (int s = 0; s < vocab; s++) {
        double probability = Math.exp(f[i][s] - logSum);
        double target = batch.target(b, i, s);
        probabilities[(p * vocab + s) * batch.size() + b] = probability;
        loss -= target * (f[i][s] - logSum) / positions;
        df[i][s] = (total * probability - target) / positions / batch.size();
      }
    }
    accumulate(gradient, "W", times(transposed(residuals[layers]), df));
    double[][] dResidual = times(df, transposed(w));
    for (int l = layers - 1; l >= 0; l--) {
      dResidual = layerGradient(l, residuals[l], attention[l], dResidual, parameters, gradient);
    }
    return loss;
  }

  /** Adds the gradient of a layer's matrices; returns that of its input. */
  private double[][] layerGradient(
      int l,
      double[][] residual,
      double[][][] attention,
      double[][] dNext,
      double[] parameters,
      double[] gradient) {
    int width = residual[0].length;
    double[][] dResidual = columns(dNext, 0, width);
    for (int h = 0; h < attention.length; h++) {
      double[][] dMean = columns(dNext, (1 + h) * width, width);
      double[][] p = attention[h];
      add(dResidual, times(transposed(p), dMean));
      double[][] dScore = times(dMean, transposed(residual)); // that of P, at first
      for (int i = 0; i < length; i++) {
        double mean = 0;
        for (int j = 0; j < length; j++) {
          mean += p[i][j] * dScore[i][j];
        }
        for (int j = 0; j < length; j++) {
          dScore[i][j] = p[i][j] * (dScore[i][j] - mean);
        }
      }
      double[][] a = matrix(parameters, Model.attentionName(l, h));
      accumulate(
          gradient,
          Model.attentionName(l, h),
          times(transposed(residual), times(dScore, residual)));
      add(dResidual, times(dScore, times(residual, transposed(a))));
      add(dResidual, times(transposed(dScore), times(residual, a)));
    }
    return dResidual;
  }

  private double[][] causalSoftmax(double[][] scores) {
    for (int i = 0; i < length; i++) {
      double logSum = logSumOfExponentials(Arrays.copyOf(scores[i], i + 1));
      for (int j = 0; j < length; j++) {
        scores[i][j] = j <= i ? Math.exp(scores[i][j] - logSum) : 0;
      }
    }
    return scores;
  }

  private static double logSumOfExponentials(double[] x) {
    double max = Arrays.stream(x).max().orElseThrow();
    return max + Math.log(Arrays.stream(x).map(v -> Math.exp(v - max)).sum());
  }

  private double[][] matrix(double[] parameters, String name) {
    var entry = layout.entry(name);
    double[][] m = new double[entry.rows()][];
    for (int i = 0; i < entry.rows(); i++) {
      int from = entry.offset() + i * entry.columns();
      m[i] = Arrays.copyOfRange(parameters, from, from + entry.columns());
    }
    return m;
  }

  private void accumulate(double[] gradient, String name, double[][] m) {
    var entry = layout.entry(name);
    for (int i = 0; i < entry.rows(); i++) {
      for (int j = 0; j < entry.columns(); j++) {
        gradient[entry.offset() + i * entry.columns() + j] += m[i][j];
      }
    }
  }

  private static double[][] times(double[][] x, double[][] y) {
    double[][] product = new double[x.length][y[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < y.length; k++) {
        double factor = x[i][k];
        if (factor != 0) {
          for (int j = 0; j < y[0].length; j++) {
            product[i][j] += factor * y[k][j];
          }
        }
      }
    }
    return product;
  }

  private static double[][] transposed(double[][] x) {
    double[][] y = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        y[j][i] = x[i][j];
      }
    }
    return y;
  }

  private static double[][] columns(double[][] x, int from, int count) {
    double[][] y = new double[x.length][];
    Arrays.setAll(y, i -> Arrays.copyOfRange(x[i], from, from + count));
    return y;
  }

  private static double[][] beside(double[][] x, double[][] y) {
    double[][] both = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      both[i] = Arrays.copyOf(x[i], x[i].length + y[i].length);
      System.arraycopy(y[i], 0, both[i], x[i].length, y[i].length);
    }
    return both;
  }

  private static void add(double[][] to, double[][] x) {
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < to[i].length; j++) {
        to[i][j] += x[i][j];
      }
    }
  }
}
