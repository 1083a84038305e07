package org.espalier.task;

import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Parameter.reals;
import static org.espalier.setting.Range.above;

import java.io.Serializable;
import java.util.List;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;
import org.espalier.setting.Range;

/** The distribution of the rows of a transition matrix; rows are independent. */
public sealed interface TransitionPrior extends Serializable {

  /** The priors, of which {@code task.prior} chooses one. */
  @SuppressWarnings("ClassInitializationDeadlock") // the list is made when it is first needed
  Family<TransitionPrior> FAMILY =
      Family.of(
          "task.prior",
          TransitionPrior.class,
          () ->
              List.of(
                  Dirichlet.SETTINGS,
                  Asymmetric.SETTINGS,
                  NearDeterministic.SETTINGS,
                  Uniform.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

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
   * @param alpha > 0; 1 is the uniform distribution on the simplex
   */
  record Dirichlet(double alpha) implements TransitionPrior {
    private static final Declaration<Dirichlet> SETTINGS =
        Declaration.of(
            "dirichlet", Dirichlet.class, real("task.alpha", Dirichlet::alpha).within(above(0)));

    public Dirichlet {
      SETTINGS.check(alpha);
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
    private static final Declaration<Asymmetric> SETTINGS =
        Declaration.of(
            "asymmetric",
            Asymmetric.class,
            reals("task.alphas", Asymmetric::alphas)
                .within(Range.of(Asymmetric::arePositive, "must be S numbers > 0")));

    public Asymmetric {
      SETTINGS.check(alphas);
      alphas = List.copyOf(alphas);
    }

    private static boolean arePositive(List<Double> alphas) {
      return !alphas.isEmpty()
          && alphas.stream().allMatch(a -> a > 0 && a < Double.POSITIVE_INFINITY);
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
    private static final Declaration<NearDeterministic> SETTINGS =
        Declaration.of(
            "near-deterministic",
            NearDeterministic.class,
            real("task.determinism", NearDeterministic::determinism)
                .within(Range.of(d -> d > 0 && d < 1, "must be in [1/vocab, 1)")));

    public NearDeterministic {
      SETTINGS.check(determinism);
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

  /** Uniform on the simplex: the symmetric Dirichlet distribution with alpha = 1. */
  record Uniform() implements TransitionPrior {
    private static final Declaration<Uniform> SETTINGS = Declaration.of("uniform", Uniform.class);

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
