package org.espalier.task;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Draws transition matrices from their posterior given how often each symbol followed each, many
 * side by side, with their stationary distributions.
 *
 * <p>A Dirichlet row with parameters a has the posterior Dirichlet(a + n). Its Gamma(a_s + n_s)
 * variates come by Marsaglia and Tsang (2000) where n_s > 0, and by {@link LogGamma} where not, for
 * Gamma(0.01) is often below every double. One stream: equal seeds and counts draw equal
 * distributions.
 */
final class PosteriorTransitions {

  /** Stands for the logarithm of an entry that is 0. */
  private static final double LEAST_LOG = -745;

  private final int vocab;
  private final int lanes;
  private final TransitionLoops arithmetic;
  private final TransitionPrior prior;
  private final StationaryDistribution stationary;
  private final Xoshiro256 random;
  private final UniformRandomProvider provider;

  /** [S] the parameters; empty if the prior is not a Dirichlet. */
  private final double[] alphas;

  private final LogGamma[] unseen; // [S]
  private final SharedStateContinuousSampler[][] seen; // [S][count], made when first needed

  private final double[][] pi; // [S*S][L]
  private final double[][] mu; // [S][L]
  private final double[][] work; // [S*S][L]
  private final double[] logs; // [S] of one row, then [S*S]
  private final int[] row; // [S]
  private final double[] mean; // [S]

  /**
   * @param most the greatest count there will be
   */
  PosteriorTransitions(TransitionPrior prior, int vocab, int most, long seed) {
    this.prior = prior;
    this.vocab = vocab;
    lanes = vocab <= 12 ? 32 : 8;
    arithmetic = TransitionLoops.fastest();
    stationary = new StationaryDistribution(vocab, lanes, arithmetic);
    random = new Xoshiro256(seed);
    provider = RandomSource.XO_SHI_RO_256_PP.create(~seed);
    alphas = alphas(prior, vocab);
    unseen = new LogGamma[alphas.length];
    Arrays.setAll(unseen, s -> LogGamma.of(alphas[s]));
    seen = new SharedStateContinuousSampler[alphas.length][most + 1];
    pi = new double[vocab * vocab][lanes];
    mu = new double[vocab][lanes];
    work = new double[vocab * vocab][lanes];
    logs = new double[vocab * vocab];
    row = new int[vocab];
    mean = new double[vocab];
  }

  private static double[] alphas(TransitionPrior prior, int vocab) {
    if (prior instanceof TransitionPrior.Asymmetric asymmetric) {
      List<Double> alphas = asymmetric.alphas();
      return alphas.stream().mapToDouble(Double::doubleValue).toArray();
    }
    double alpha = prior instanceof TransitionPrior.Dirichlet d ? d.alpha() : 1;
    double[] equal = new double[prior instanceof TransitionPrior.NearDeterministic ? 0 : vocab];
    Arrays.fill(equal, alpha);
    return equal;
  }

  /** L, the number of distributions that are drawn together. */
  int lanes() {
    return lanes;
  }

  /**
   * Draws L distributions.
   *
   * @param counts [S,S] how often s' followed s: {@code counts[s * S + s']}
   */
  void draw(int[] counts) {
    for (int r = 0; r < vocab; r++) {
      System.arraycopy(counts, r * vocab, row, 0, vocab);
      boolean any = Arrays.stream(row).anyMatch(n -> n > 0);
      for (int l = 0; l < lanes; l++) {
        if (alphas.length > 0) {
          drawRow(r * vocab, any, l);
        } else {
          drawNearDeterministicRow(r * vocab, l);
        }
      }
    }
    for (int e = 0; e < pi.length; e++) {
      System.arraycopy(pi[e], 0, work[e], 0, lanes);
    }
    stationary.solve(work, mu);
    for (int l = 0; l < lanes; l++) {
      if (!stationary.isSolved(l)) {
        solveLogs(l);
      }
    }
  }

  private void solveLogs(int lane) {
    for (int e = 0; e < logs.length; e++) {
      logs[e] = pi[e][lane] > 0 ? Math.max(LEAST_LOG, StrictMath.log(pi[e][lane])) : LEAST_LOG;
    }
    stationary.solveLogs(logs, mu, lane);
  }

  /** A row without counts may underflow as a whole and is taken relative to its greatest entry. */
  private void drawRow(int from, boolean any, int lane) {
    double most = any ? 0 : Double.NEGATIVE_INFINITY;
    for (int s = 0; s < vocab; s++) {
      if (row[s] > 0) {
        logs[s] = gamma(s, row[s]).sample();
      } else {
        logs[s] = unseen[s].sample(random.next(), random);
        most = any ? 0 : Math.max(most, logs[s]);
      }
    }
    double sum = 0;
    for (int s = 0; s < vocab; s++) {
      double value = row[s] > 0 ? logs[s] : exp(logs[s] - most);
      pi[from + s][lane] = value;
      sum += value;
    }
    for (int s = 0; s < vocab; s++) {
      pi[from + s][lane] /= sum;
    }
  }

  private static double exp(double log) {
    return log > FastExp.LOWEST ? FastExp.exp(log) : 0;
  }

  private SharedStateContinuousSampler gamma(int symbol, int count) {
    int like = prior instanceof TransitionPrior.Asymmetric ? symbol : 0;
    SharedStateContinuousSampler sampler = seen[like][count];
    if (sampler == null) {
      sampler = AhrensDieterMarsagliaTsangGammaSampler.of(provider, alphas[symbol] + count, 1);
      seen[like][count] = sampler;
    }
    return sampler;
  }

  /** The likely successor by its posterior probability, which the mean of the row gives away. */
  private void drawNearDeterministicRow(int from, int lane) {
    double determinism = ((TransitionPrior.NearDeterministic) prior).determinism();
    double rest = (1 - determinism) / (vocab - 1);
    prior.posteriorMean(row, mean);
    double u = random.nextPositive() * (determinism - rest);
    int likely = 0;
    for (u -= mean[0] - rest; u > 0 && likely < vocab - 1; u -= mean[likely] - rest) {
      likely++;
    }
    for (int s = 0; s < vocab; s++) {
      pi[from + s][lane] = s == likely ? determinism : rest;
    }
  }

  /** pi(s | r) of a distribution drawn last. */
  double pi(int r, int s, int lane) {
    return pi[r * vocab + s][lane];
  }

  /** mu(s) of a distribution drawn last. */
  double mu(int s, int lane) {
    return mu[s][lane];
  }
}
