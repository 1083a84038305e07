package org.espalier.task;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Independent rows with the posterior Dirichlet(a + n) of a Dirichlet prior. The Gamma(a_s + n_s)
 * variates come by Marsaglia and Tsang (2000) where n_s > 0, and by {@link LogGamma} where not, for
 * Gamma(0.01) is often below every double. One stream: equal seeds and counts draw equal rows.
 */
final class DirichletPosterior implements MatrixPosterior {

  private final double[] alphas; // [S]
  private final int vocab;
  private final int lanes;
  private final Xoshiro256 random;
  private final UniformRandomProvider provider;
  private final boolean symmetric;
  private final LogGamma[] unseen; // [S]
  private final SharedStateContinuousSampler[][] seen; // [S][count], made when first needed
  private final double[][] unseenLogs; // [S*S][L] of what pi is in proportion to, where unseen
  private final double[][] sums; // [S][L] of what the rows of pi are in proportion to
  private final double[] logs; // [S] of one row
  private final int[] row; // [S]

  /**
   * A posterior.
   *
   * @param alphas [S] the parameters of a row
   * @param most the greatest count there will be
   */
  DirichletPosterior(double[] alphas, int lanes, int most, long seed) {
    this.alphas = alphas;
    this.lanes = lanes;
    vocab = alphas.length;
    random = new Xoshiro256(seed);
    provider = RandomSource.XO_SHI_RO_256_PP.create(~seed);
    symmetric = Arrays.stream(alphas).allMatch(alpha -> alpha == alphas[0]);
    unseen = new LogGamma[vocab];
    Arrays.setAll(unseen, s -> LogGamma.of(alphas[s]));
    seen = new SharedStateContinuousSampler[vocab][most + 1];
    unseenLogs = new double[vocab * vocab][lanes];
    sums = new double[vocab][lanes];
    logs = new double[vocab];
    row = new int[vocab];
  }

  @Override
  public void draw(int[] counts, double[][] pi) {
    for (int from = 0; from < pi.length; from += vocab) {
      System.arraycopy(counts, from, row, 0, vocab);
      boolean any = Arrays.stream(row).anyMatch(n -> n > 0);
      for (int lane = 0; lane < lanes; lane++) {
        drawRow(pi, from, any, lane);
      }
    }
  }

  /** A row without counts may underflow as a whole and is taken relative to its greatest entry. */
  private void drawRow(double[][] pi, int from, boolean any, int lane) {
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
      double value = logs[s];
      if (row[s] == 0) {
        unseenLogs[from + s][lane] = logs[s] - most;
        value = exp(logs[s] - most);
      }
      pi[from + s][lane] = value;
      sum += value;
    }
    sums[from / vocab][lane] = sum;
    for (int s = 0; s < vocab; s++) {
      pi[from + s][lane] /= sum;
    }
  }

  /** Only entries that were never seen can be that small. */
  @Override
  public double logOfUnderflown(int entry, int lane) {
    return unseenLogs[entry][lane] - StrictMath.log(sums[entry / vocab][lane]);
  }

  private static double exp(double log) {
    return log > FastExp.LOWEST ? FastExp.exp(log) : 0;
  }

  private SharedStateContinuousSampler gamma(int symbol, int count) {
    int like = symmetric ? 0 : symbol;
    SharedStateContinuousSampler sampler = seen[like][count];
    if (sampler == null) {
      sampler = AhrensDieterMarsagliaTsangGammaSampler.of(provider, alphas[symbol] + count, 1);
      seen[like][count] = sampler;
    }
    return sampler;
  }
}
