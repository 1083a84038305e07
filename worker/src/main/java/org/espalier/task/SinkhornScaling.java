package org.espalier.task;

import java.util.Arrays;

/**
 * Scales a matrix X of positive entries to the doubly stochastic one of the form diag(d) X diag(e),
 * of which there is one (Sinkhorn 1964).
 *
 * <p>With its columns normalised it is P_ij = X_ij e^u_i / sum_k X_kj e^u_k, and the right u is
 * where the convex function sum_j ln sum_i X_ij e^u_i - sum_i u_i is least. Its gradient is P 1 - 1
 * and its Hessian diag(P 1) - P P^T, the Laplacian of a graph with weights P P^T. Newton's method
 * takes some ten steps where normalising rows and columns in turn would take thousands, for the
 * matrices of a small alpha almost fall apart. As in {@link StationaryDistribution} the Laplacian
 * is eliminated without a subtraction.
 *
 * <p>Where the logarithms of a matrix span much, X^t is scaled first, entry by entry, for t =
 * 1/2^m, 1/2^(m-1), .., 1; doubling u with t keeps each start near its goal. All is done on
 * logarithms, for entries may be smaller than any double. Not for several threads at once.
 */
final class SinkhornScaling {

  /** Rows of the result sum to 1 but for rounding, columns to within this. */
  static final double TOLERANCE = 1e-9;

  /** What is enough for t < 1. */
  private static final double LOOSE = 0.3;

  /** Logarithms that span less are scaled as they are. */
  private static final double EASY_SPAN = 4;

  /** The longest step: the function is far from its parabola there. */
  private static final double LONGEST_STEP = 2;

  /** Ties all of a matrix together, where its parts are connected by less than the tolerance. */
  private static final double RIDGE = 1e-10;

  private static final int MOST_STEPS = 2000;

  private final int vocab;
  private final double[] p; // [S,S]
  private final double[] weights; // [S,S] P P^T off the diagonal
  private final double[] potentials; // [S] u
  private final double[] residual; // [S] 1 - P 1, then the step
  private final double[] ridge; // [S]
  private final double[] pivots; // [S]

  SinkhornScaling(int vocab) {
    this.vocab = vocab;
    p = new double[vocab * vocab];
    weights = new double[vocab * vocab];
    potentials = new double[vocab];
    residual = new double[vocab];
    ridge = new double[vocab];
    pivots = new double[vocab];
  }

  /**
   * Scales a matrix.
   *
   * @param logs [S,S] ln X, finite
   * @param to [S,S], filled
   */
  void scale(double[] logs, double[] to) {
    double t = 1;
    double span = span(logs);
    while (span * t > EASY_SPAN) {
      t /= 2;
    }
    Arrays.fill(potentials, 0);
    int steps = 0;
    for (boolean done = false; !done; ) {
      double error = normalizeColumns(logs, t);
      if (error > (t < 1 ? LOOSE : TOLERANCE)) {
        if (++steps > MOST_STEPS) {
          throw new IllegalStateException("a matrix of span " + span + " was not scaled");
        }
        step();
      } else if (t < 1) {
        t *= 2;
        for (int i = 0; i < vocab; i++) {
          potentials[i] *= 2;
        }
      } else {
        done = true;
      }
    }
    for (int i = 0; i < vocab; i++) {
      double inverse = 1 / (1 - residual[i]);
      for (int j = i * vocab; j < (i + 1) * vocab; j++) {
        to[j] = p[j] * inverse;
      }
    }
  }

  /** The widest row. */
  private double span(double[] logs) {
    double span = 0;
    for (int row = 0; row < logs.length; row += vocab) {
      double least = logs[row];
      double most = least;
      for (int j = row + 1; j < row + vocab; j++) {
        least = Math.min(least, logs[j]);
        most = Math.max(most, logs[j]);
      }
      span = Math.max(span, most - least);
    }
    return span;
  }

  /** P of X^t and u, and 1 - P 1; the greatest of its entries. */
  private double normalizeColumns(double[] logs, double t) {
    Arrays.fill(residual, 1);
    for (int j = 0; j < vocab; j++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < vocab; i++) {
        most = Math.max(most, t * logs[i * vocab + j] + potentials[i]);
      }
      double sum = 0;
      for (int i = 0; i < vocab; i++) {
        double log = t * logs[i * vocab + j] + potentials[i] - most;
        double value = log > FastExp.LOWEST ? FastExp.exp(log) : 0;
        p[i * vocab + j] = value;
        sum += value;
      }
      double inverse = 1 / sum;
      for (int i = 0; i < vocab; i++) {
        p[i * vocab + j] *= inverse;
        residual[i] -= p[i * vocab + j];
      }
    }
    double error = 0;
    for (double r : residual) {
      error = Math.max(error, Math.abs(r));
    }
    return error;
  }

  /** Newton's step: (diag(P 1) - P P^T) du = 1 - P 1 with du_0 = 0. */
  private void step() {
    for (int i = 0; i < vocab; i++) {
      for (int k = 0; k < i; k++) {
        double sum = 0;
        for (int j = 0; j < vocab; j++) {
          sum += p[i * vocab + j] * p[k * vocab + j];
        }
        weights[i * vocab + k] = sum;
        weights[k * vocab + i] = sum;
      }
    }
    Arrays.fill(ridge, RIDGE);
    for (int k = vocab - 1; k > 0; k--) {
      eliminate(k);
    }
    residual[0] = 0;
    double mean = 0;
    for (int k = 1; k < vocab; k++) {
      for (int i = 0; i < k; i++) {
        residual[k] += weights[k * vocab + i] * residual[i];
      }
      residual[k] /= pivots[k];
      mean += residual[k] / vocab;
    }
    double longest = 0;
    for (double du : residual) {
      longest = Math.max(longest, Math.abs(du - mean));
    }
    double length = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1;
    for (int i = 0; i < vocab; i++) {
      potentials[i] += length * (residual[i] - mean);
    }
  }

  /** Eliminates node k of the Laplacian's graph from those before it. */
  private void eliminate(int k) {
    double pivot = ridge[k];
    for (int i = 0; i < k; i++) {
      pivot += weights[k * vocab + i];
    }
    pivots[k] = pivot;
    for (int i = 0; i < k; i++) {
      double factor = weights[i * vocab + k] / pivot;
      residual[i] += factor * residual[k];
      ridge[i] += factor * ridge[k];
      for (int j = 0; j < k; j++) {
        weights[i * vocab + j] += factor * weights[k * vocab + j]; // the diagonal is never used
      }
    }
  }
}
