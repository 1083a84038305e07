package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;

/** The law of the rows of a transition matrix; rows are independent. */
public sealed interface TransitionPrior extends Serializable {

  /** The name in a sweep file. */
  String name();

  /**
   * E[pi(. | s) | counts], the mean of a row given how often each symbol was seen to follow s.
   *
   * @param counts [S]
   * @param mean [S], filled
   */
  void posteriorMean(int[] counts, double[] mean);

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

    @Override
    public void posteriorMean(int[] counts, double[] mean) {
      double total = 0;
      for (int s = 0; s < counts.length; s++) {
        mean[s] = counts[s] + alpha;
        total += mean[s];
      }
      divide(mean, total);
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

    @Override
    public void posteriorMean(int[] counts, double[] mean) {
      double total = 0;
      for (int s = 0; s < counts.length; s++) {
        mean[s] = counts[s] + alphas.get(s);
        total += mean[s];
      }
      divide(mean, total);
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

    /** The likelihood of successor f is proportional to (d (S-1) / (1-d))^counts_f. */
    @Override
    public void posteriorMean(int[] counts, double[] mean) {
      int vocab = counts.length;
      double rest = (1 - determinism) / (vocab - 1);
      double logRatio = Math.log(determinism / rest);
      int most = 0;
      for (int count : counts) {
        most = Math.max(most, count);
      }
      double total = 0;
      for (int s = 0; s < vocab; s++) {
        mean[s] = Math.exp(logRatio * (counts[s] - most));
        total += mean[s];
      }
      for (int s = 0; s < vocab; s++) {
        mean[s] = rest + (determinism - rest) * mean[s] / total;
      }
    }
  }

  /** Uniform on the simplex: the symmetric Dirichlet law with alpha = 1. */
  record Uniform() implements TransitionPrior {
    @Override
    public String name() {
      return "uniform";
    }

    @Override
    public void posteriorMean(int[] counts, double[] mean) {
      new Dirichlet(1).posteriorMean(counts, mean);
    }
  }

  private static void divide(double[] values, double total) {
    for (int s = 0; s < values.length; s++) {
      values[s] /= total;
    }
  }
}
