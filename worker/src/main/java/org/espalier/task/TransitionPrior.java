package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;

/** The law of the rows of a transition matrix; rows are independent. */
public sealed interface TransitionPrior extends Serializable {

  /** The name in a sweep file. */
  String name();

  /**
   * Symmetric Dirichlet.
   *
   * @param alpha > 0; 1 is the uniform law on the simplex
   */
  record Dirichlet(double alpha) implements TransitionPrior {
    public Dirichlet {
      require(alpha > 0 && alpha < Double.POSITIVE_INFINITY, "alpha", alpha, "must be > 0");
    }

    @Override
    public String name() {
      return "dirichlet";
    }
  }

  /**
   * Dirichlet with a parameter for each symbol.
   *
   * @param alphas [S], each > 0
   */
  record Asymmetric(List<Double> alphas) implements TransitionPrior {
    public Asymmetric {
      require(
          !alphas.isEmpty() && alphas.stream().allMatch(a -> a > 0 && a < Double.POSITIVE_INFINITY),
          "alphas",
          alphas,
          "must be S numbers > 0");
      alphas = List.copyOf(alphas);
    }

    @Override
    public String name() {
      return "asymmetric";
    }
  }

  /**
   * Each row has one likely successor, uniform on the vocabulary, and spreads the rest evenly.
   *
   * @param determinism probability of the likely successor, in [1/S, 1)
   */
  record NearDeterministic(double determinism) implements TransitionPrior {
    public NearDeterministic {
      require(
          determinism > 0 && determinism < 1,
          "determinism",
          determinism,
          "must be in [1/vocab, 1)");
    }

    @Override
    public String name() {
      return "near-deterministic";
    }
  }

  /** Uniform on the simplex: the symmetric Dirichlet law with alpha = 1. */
  record Uniform() implements TransitionPrior {
    @Override
    public String name() {
      return "uniform";
    }
  }
}
