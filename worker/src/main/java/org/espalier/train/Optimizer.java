package org.espalier.train;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;

/** How a gradient becomes a change of the parameters. */
public sealed interface Optimizer extends Serializable {

  /** The name in a sweep file. */
  String name();

  /** theta <- theta - lr g. */
  record Sgd() implements Optimizer {
    @Override
    public String name() {
      return "sgd";
    }
  }

  /**
   * Adam with bias correction and decoupled weight decay (Loshchilov and Hutter 2019).
   *
   * @param beta1 decay of the mean of gradients, in [0, 1)
   * @param beta2 decay of the mean of squared gradients, in [0, 1)
   * @param epsilon added to the root of the mean of squares, > 0
   */
  record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {
    public AdamW {
      require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "must be in [0, 1)");
      require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "must be in [0, 1)");
      require(epsilon > 0, "adamEpsilon", epsilon, "must be > 0");
    }

    @Override
    public String name() {
      return "adamw";
    }
  }
}
