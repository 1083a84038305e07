package org.espalier.model;

import java.util.List;

/**
 * The nonlinear branch of a layer on a tile of sequences: u_i = relu(sum_heads M_h^T y^h_i) with
 * y^h the parts of what head h averages, and M_h of [n,m].
 */
final class MlpBranch {
  private final ResidualLoops residualLoops;
  private final int length;
  private final int first;
  private final ResidualVectors[][] averages; // per head, the parts of y
  private final Matrix[][] m; // per head, M_h by the parts of y
  private final ResidualVectors output;
  private final Rows all; // u at all positions
  private final Rows allGradients;
  private final OuterProducts[] matrixGradients; // per head

  /**
   * A branch from position {@code output.first()} on.
   *
   * @param averages per head, the parts of y
   * @param matrices M_h per head
   * @param output u, of width m
   */
  MlpBranch(
      TileLoops loops,
      List<List<ResidualVectors>> averages,
      List<Matrix> matrices,
      int length,
      ResidualVectors output) {
    this.residualLoops = loops.residual();
    this.length = length;
    this.first = output.first();
    this.averages =
        averages.stream()
            .map(parts -> parts.toArray(ResidualVectors[]::new))
            .toArray(ResidualVectors[][]::new);
    this.m = new Matrix[matrices.size()][];
    for (int h = 0; h < m.length; h++) {
      m[h] = new Matrix[this.averages[h].length];
      int row = 0;
      for (int p = 0; p < m[h].length; p++) {
        int width = this.averages[h][p].width();
        m[h][p] = matrices.get(h).part(row, 0, width, output.width());
        row += width;
      }
    }
    this.output = output;
    this.all = output.all();
    this.allGradients = output.allGradients();
    this.matrixGradients =
        averages.stream()
            .map(parts -> new OuterProducts(parts, output.dx(), length))
            .toArray(OuterProducts[]::new);
  }

  /** u. */
  ResidualVectors output() {
    return output;
  }

  /** Adds the term of a head; the first head's call clears, the last one's rectifies. */
  void forward(int head) {
    for (int i = first; i < length; i++) {
      Rows u = output.x(i);
      if (head == 0) {
        u.clear();
      }
      for (int p = 0; p < m[head].length; p++) {
        averages[head][p].addProduct(i, m[head][p], u);
      }
    }
    if (head == averages.length - 1) {
      residualLoops.rectify(all);
    }
  }

  /** Forgets the gradients of the matrices. */
  void clearGradient() {
    for (OuterProducts gradient : matrixGradients) {
      gradient.clear();
    }
  }

  /** From the derivatives by u, which are complete, to those by the sum inside the relu. */
  void rectifyGradient() {
    residualLoops.rectifyGradient(all, allGradients);
  }

  /** From the derivatives by that sum to those by a head's averages and matrix. */
  void backward(int head) {
    matrixGradients[head].add();
    for (int p = 0; p < m[head].length; p++) {
      ResidualVectors part = averages[head][p];
      part.clearGradient();
      for (int i = first; i < length; i++) {
        part.addGradientOfProduct(i, m[head][p], output.dx(i));
      }
    }
  }

  /** Writes the gradient of a head's matrix [n,m]. */
  void writeGradient(int head, float[] gradient) {
    matrixGradients[head].write(gradient, 0);
  }
}
