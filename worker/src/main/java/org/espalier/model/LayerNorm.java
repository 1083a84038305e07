package org.espalier.model;

/**
 * Layer norm at every position of a tile from {@code first} on, or nothing: z = x, of which the
 * derivatives are then x's own.
 */
final class LayerNorm {
  private final TransformerLoops loops;
  private final ResidualLoops residualLoops;
  private final ResidualVectors x;
  private final ResidualVectors z;
  private final int first;
  private final int length;
  private final Matrix gainAndShift; // [2,d], null without a norm
  private final int parametersAt;
  private final Rows[] unit; // per position
  private final Rows[] scale; // per position
  private final Sums gainSums; // [1,d]
  private final Sums shiftSums; // [1,d]

  /**
   * A norm of x from a position on.
   *
   * @param name what the layout calls its parameters, if it has any
   */
  LayerNorm(GptSpace space, ResidualVectors x, int first, String name) {
    this.loops = space.loops().transformer();
    this.residualLoops = space.loops().residual();
    this.x = x;
    this.first = first;
    this.length = space.length();
    int width = x.width();
    if (space.model().norm() == NormKind.NONE) {
      z = x;
      gainAndShift = null;
      parametersAt = 0;
      unit = new Rows[0];
      scale = new Rows[0];
    } else {
      z = space.vectors(GptScratch.Use.NORM, width, first);
      gainAndShift = space.matrix(name);
      parametersAt = space.at(name);
      unit = Rows.allocate(length - first, width).vectors(length - first);
      scale = Rows.allocate(length - first, 1).vectors(length - first);
    }
    gainSums = Sums.allocate(1, width);
    shiftSums = Sums.allocate(1, width);
  }

  /** z, and its derivatives. */
  ResidualVectors output() {
    return z;
  }

  /** Forgets the gradient of gain and shift. */
  void clearGradient() {
    gainSums.clear();
    shiftSums.clear();
  }

  /** z from x. */
  void forward() {
    for (int i = first; i < first + unit.length; i++) {
      loops.normalise(gainAndShift, x.x(i), unit[i - first], scale[i - first], z.x(i));
    }
  }

  /** Sets the derivatives by z to zero, before its readers add to them. */
  void clearOutputGradient() {
    if (gainAndShift != null) {
      z.clearGradient();
    }
  }

  /** From the derivatives by z, which are complete, adds to those by x, gain and shift. */
  void backward() {
    for (int i = first; i < first + unit.length; i++) {
      Rows dz = z.dx(i);
      loops.addDiagonal(dz, unit[i - first], gainSums);
      residualLoops.addToRow(dz, shiftSums, 0);
      loops.normaliseGradient(gainAndShift, dz, unit[i - first], scale[i - first], x.dx(i));
    }
  }

  /** Writes the gradient of gain and shift. */
  void writeGradient(float[] gradient) {
    if (gainAndShift != null) {
      gainSums.write(gradient, parametersAt);
      shiftSums.write(gradient, parametersAt + x.width());
    }
  }
}
