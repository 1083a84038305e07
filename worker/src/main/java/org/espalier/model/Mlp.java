package org.espalier.model;

/** The nonlinear branch of a block: x_i <- x_i + relu(z_i U + b) D + c, z = norm(x). */
final class Mlp {
  private final ResidualLoops loops;
  private final LayerNorm norm;
  private final ResidualVectors hidden;
  private final Rows all; // u at all positions
  private final Rows allGradients;
  private final Linear up;
  private final Linear down;

  /**
   * A branch of a layer.
   *
   * @param before the residual stream, which is read
   * @param after what the branch is added to
   * @param layer from 1
   */
  Mlp(GptSpace space, ResidualVectors before, ResidualVectors after, int layer) {
    loops = space.loops().residual();
    norm = new LayerNorm(space, before, before.first(), "mlp-norm" + layer);
    hidden = space.vectors(GptScratch.Use.HIDDEN, space.model().hidden(), before.first());
    all = hidden.all();
    allGradients = hidden.allGradients();
    up = Linear.withBias(space, norm.output(), hidden, "U" + layer, "b" + layer);
    down = Linear.withBias(space, hidden, after, "D" + layer, "c" + layer);
  }

  void clearGradient() {
    norm.clearGradient();
    up.clearGradient();
    down.clearGradient();
  }

  /** Adds the branch to the residual stream. */
  void forward() {
    norm.forward();
    up.forward();
    loops.rectify(all);
    down.forwardAdd();
  }

  /** From the derivatives by the residual stream after it, adds to those before it. */
  void backward() {
    hidden.clearGradient();
    norm.clearOutputGradient();
    down.backward();
    loops.rectifyGradient(all, allGradients);
    up.backward();
    norm.backward();
  }

  /** Writes the gradient of its parameters. */
  void writeGradient(float[] gradient) {
    norm.writeGradient(gradient);
    up.writeGradient(gradient);
    down.writeGradient(gradient);
  }
}
