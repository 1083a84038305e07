package org.espalier.task;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.real;
import static org.espalier.setting.Parameter.reals;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.espalier.setting.Declaration;
import org.espalier.setting.Family;
import org.espalier.setting.Range;

/**
 * The distribution of a transition matrix: how it is drawn, and what is known of it once symbols
 * have been seen to follow symbols.
 *
 * <p>Unless a variant says otherwise, rows are independent and their distribution is Dirichlet with
 * {@link #dirichlet its parameters}.
 */
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
                  Uniform.SETTINGS,
                  DoublyStochastic.SETTINGS));

  /** The name in a sweep file. */
  default String name() {
    return FAMILY.name(this);
  }

  /** [S] the parameters of a row whose distribution is Dirichlet; empty if it is another. */
  Optional<double[]> dirichlet(int vocab);

  /**
   * Refuses a vocabulary that it is not defined for.
   *
   * @throws org.espalier.InvalidValueException which names the setting
   */
  default void requireDefined(int vocab) {}

  /** Whether rows are drawn independently; else there is no drawing one by itself. */
  default boolean hasIndependentRows() {
    return true;
  }

  /** Whether the stationary distribution is uniform, whatever the matrix. */
  default boolean hasUniformStationary() {
    return false;
  }

  /** Whether {@link #posteriorMean} is exact, rather than an approximation. */
  default boolean hasExactPosteriorMean(int vocab) {
    return true;
  }

  /** Draws rows, independent of each other, {@code rows} of them for each lane. */
  default RowSampler rows(int vocab, int rows, int lanes, TransitionLoops arithmetic) {
    return new DirichletRows(dirichlet(vocab).orElseThrow(), rows, lanes, arithmetic);
  }

  /** Draws whole matrices. */
  default MatrixSampler matrices(int vocab, int lanes, TransitionLoops arithmetic) {
    return new IndependentRows(rows(vocab, vocab, lanes, arithmetic), vocab, lanes, arithmetic);
  }

  /**
   * Draws matrices given counts.
   *
   * @param most the greatest count there will be
   */
  default MatrixPosterior posterior(int vocab, int lanes, int most, long seed) {
    return new DirichletPosterior(dirichlet(vocab).orElseThrow(), lanes, most, seed);
  }

  /**
   * E[pi(. | row) | counts], the mean of a row given how often each symbol was seen to follow each.
   *
   * @param counts [rows,S], row by row; where rows are independent, only the one is looked at
   * @param row the row that is asked for
   * @param mean [S], filled
   */
  default void posteriorMean(int[] counts, int row, double[] mean) {
    double[] alphas = dirichlet(mean.length).orElseThrow();
    double total = 0;
    for (int s = 0; s < mean.length; s++) {
      mean[s] = counts[row * mean.length + s] + alphas[s];
      total += mean[s];
    }
    for (int s = 0; s < mean.length; s++) {
      mean[s] /= total;
    }
  }

  /**
   * Symmetric Dirichlet.
   *
   * @param alpha > 0; 1 is the uniform distribution on the simplex
   */
  record Dirichlet(double alpha) implements TransitionPrior {
    private static final Declaration<Dirichlet> SETTINGS =
        Declaration.of(
            "dirichlet",
            Dirichlet.class,
            real("task.alpha", Dirichlet::alpha)
                .within(Range.<Double>above(0).and(LogGamma.SHAPES)));

    public Dirichlet {
      SETTINGS.check(alpha);
    }

    @Override
    public Optional<double[]> dirichlet(int vocab) {
      return Optional.of(equal(alpha, vocab));
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
                .within(
                    Range.of(Asymmetric::arePositive, "must be S numbers > 0")
                        .and(
                            alphas ->
                                alphas.stream()
                                    .map(LogGamma.SHAPES::complaint)
                                    .flatMap(Optional::stream)
                                    .findFirst())));

    public Asymmetric {
      SETTINGS.check(alphas);
      alphas = List.copyOf(alphas);
    }

    private static boolean arePositive(List<Double> alphas) {
      return !alphas.isEmpty()
          && alphas.stream().allMatch(a -> a > 0 && a < Double.POSITIVE_INFINITY);
    }

    @Override
    public Optional<double[]> dirichlet(int vocab) {
      return Optional.of(alphas.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public void requireDefined(int vocab) {
      require(
          alphas.size() == vocab, "task.alphas", alphas, "must be vocab = " + vocab + " numbers");
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

    @Override
    public Optional<double[]> dirichlet(int vocab) {
      return Optional.empty();
    }

    @Override
    public void requireDefined(int vocab) {
      require(
          determinism >= 1.0 / vocab, "task.determinism", determinism, "must be in [1/vocab, 1)");
    }

    @Override
    public RowSampler rows(int vocab, int rows, int lanes, TransitionLoops arithmetic) {
      return new NearDeterministicRows(determinism, vocab, rows);
    }

    @Override
    public MatrixPosterior posterior(int vocab, int lanes, int most, long seed) {
      return new NearDeterministicPosterior(this, vocab, lanes, seed);
    }

    /** The likelihood of successor f is proportional to (d (S-1) / (1-d))^counts_f. */
    @Override
    public void posteriorMean(int[] counts, int row, double[] mean) {
      int vocab = mean.length;
      int from = row * vocab;
      double rest = (1 - determinism) / (vocab - 1);
      double logRatio = Math.log(determinism / rest);
      int most = 0;
      for (int s = 0; s < vocab; s++) {
        most = Math.max(most, counts[from + s]);
      }
      double total = 0;
      for (int s = 0; s < vocab; s++) {
        mean[s] = Math.exp(logRatio * (counts[from + s] - most));
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
    public Optional<double[]> dirichlet(int vocab) {
      return Optional.of(equal(1, vocab));
    }
  }

  /**
   * Matrices whose columns sum to 1 as their rows do, so that the stationary distribution is
   * uniform and the frequencies of symbols tell nothing (Edelman et al. 2024, arXiv 2402.11004). Of
   * two symbols pi(s | s) ~ Beta(alpha, alpha); of more, Gamma(alpha) entries are scaled to be
   * doubly stochastic (Sinkhorn 1964).
   *
   * @param alpha > 0; small values make permutations likely
   */
  record DoublyStochastic(double alpha) implements TransitionPrior {
    private static final Declaration<DoublyStochastic> SETTINGS =
        Declaration.of(
            "doubly-stochastic",
            DoublyStochastic.class,
            real("task.alpha", DoublyStochastic::alpha)
                .within(Range.<Double>above(0).and(LogGamma.SHAPES)));

    public DoublyStochastic {
      SETTINGS.check(alpha);
    }

    @Override
    public Optional<double[]> dirichlet(int vocab) {
      return Optional.empty();
    }

    @Override
    public boolean hasIndependentRows() {
      return false;
    }

    @Override
    public boolean hasUniformStationary() {
      return true;
    }

    /**
     * With two symbols all transitions count for one parameter; for more there is no closed form.
     */
    @Override
    public boolean hasExactPosteriorMean(int vocab) {
      return vocab == 2;
    }

    @Override
    public RowSampler rows(int vocab, int rows, int lanes, TransitionLoops arithmetic) {
      throw new IllegalStateException(
          "rows of a doubly stochastic matrix are not drawn one by one");
    }

    @Override
    public MatrixSampler matrices(int vocab, int lanes, TransitionLoops arithmetic) {
      return new DoublyStochasticMatrices(equal(alpha, vocab), lanes, arithmetic);
    }

    @Override
    public MatrixPosterior posterior(int vocab, int lanes, int most, long seed) {
      return new DoublyStochasticPosterior(equal(alpha, vocab), lanes, most, seed);
    }

    /**
     * With two symbols (alpha + n_00 + n_11) / (2 alpha + n) on the diagonal. For more, an
     * approximation: the matrix of (n_rs + alpha) / (n_r + S alpha), scaled to be doubly
     * stochastic.
     */
    @Override
    public void posteriorMean(int[] counts, int row, double[] mean) {
      int vocab = mean.length;
      if (vocab == 2) {
        double same = alpha + counts[0] + counts[3];
        double other = alpha + counts[1] + counts[2];
        mean[row] = same / (same + other);
        mean[1 - row] = other / (same + other);
        return;
      }
      double[] logs = new double[vocab * vocab];
      Arrays.setAll(logs, e -> Math.log(counts[e] + alpha)); // a row's constant is scaled away
      double[] scaled = new double[vocab * vocab];
      new SinkhornScaling(vocab).scale(logs, scaled);
      System.arraycopy(scaled, row * vocab, mean, 0, vocab);
    }
  }

  private static double[] equal(double alpha, int vocab) {
    double[] alphas = new double[vocab];
    Arrays.fill(alphas, alpha);
    return alphas;
  }
}
