package org.espalier.model;

import java.util.List;

/**
 * The nonlinear branch of a layer on a tile of sequences: u_i = relu(sum_heads y^h_i M_h) with y^h
 * the parts of what head h averages, and M_h of [n,m].
 */
final class MlpBranch {
  private final ResidualLoops residualLoops;
  private final int hidden;
  private final int length;
  private final int first;
  private final ResidualVectors[][] averages; // per head, the parts of y
  private final ResidualVectors output;
  private final OuterProducts[] matrixGradients; // per head

  MlpBranch(
      TileLoops loops, List<List<ResidualVectors>> averages, int hidden, int length, int first) {
    this.residualLoops = loops.residual();
    this.hidden = hidden;
    this.length = length;
    this.first = first;
    this.averages =
        averages.stream()
            .map(parts -> parts.toArray(ResidualVectors[]::new))
            .toArray(ResidualVectors[][]::new);
    this.output = ResidualVectors.dense(loops, hidden, length, first);
    this.matrixGradients =
        averages.stream()
            .map(parts -> new OuterProducts(parts, hidden, first, length))
            .toArray(OuterProducts[]::new);
  }

  /** u. */
  ResidualVectors output() {
    return output;
  }

  /** Adds the term of a head; the first head's call clears, the last one's rectifies. */
  void forward(int head, float[] m) {
    for (int i = first; i < length; i++) {
      if (head == 0) {
        output.clear(i);
      }
      int entry = 0;
      for (ResidualVectors part : averages[head]) {
        part.addProduct(i, hidden, m, entry, hidden, output.x(), output.at(i));
        entry += part.width() * hidden;
      }
    }
    if (head == averages.length - 1) {
      residualLoops.rectify((length - first) * hidden, output.x(), 0);
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
    residualLoops.rectifyGradient((length - first) * hidden, output.x(), 0, output.dx(), 0);
  }

  /** From the derivatives by that sum to those by a head's averages and matrix. */
  void backward(int head, float[] m) {
    matrixGradients[head].add(output.dx());
    int entry = 0;
    for (ResidualVectors part : averages[head]) {
      part.clearGradient();
      for (int i = first; i < length; i++) {
        part.addGradientOfProduct(i, hidden, m, entry, hidden, output.dx(), output.at(i));
      }
      entry += part.width() * hidden;
    }
  }

  /** Writes the gradient of a head's matrix [n,m]. */
  void writeGradient(int head, float[] gradient) {
    matrixGradients[head].write(gradient, 0);
  }
}
