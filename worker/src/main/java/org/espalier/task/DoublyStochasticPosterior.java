package org.espalier.task;

/**
 * The posterior of doubly stochastic matrices given transitions n.
 *
 * <p>Of two symbols pi(s | s) ~ Beta(alpha + n_00 + n_11, alpha + n_01 + n_10), which is exact. Of
 * more, rows X_r ~ Dirichlet(alpha + n_r) are drawn and scaled to pi, and weighted: before scaling
 * the prior's rows are Dirichlet(alpha), whose density over that of the draws is prod X_rs^(-n_rs)
 * up to a constant, and the likelihood is prod pi_rs^n_rs. So the weight is prod (pi_rs /
 * X_rs)^n_rs.
 */
final class DoublyStochasticPosterior implements MatrixPosterior {

  private final int vocab;
  private final DirichletPosterior rows;
  private final SinkhornScaling scaling;
  private final double[][] pair; // [2][L], where S = 2
  private final int[] pairCounts = new int[2];
  private final double[] logs; // [S,S]
  private final double[] scaled; // [S,S]
  private final double[] logWeights; // [L]

  DoublyStochasticPosterior(double[] alphas, int lanes, int most, long seed) {
    vocab = alphas.length;
    rows = new DirichletPosterior(alphas, lanes, most, seed);
    scaling = new SinkhornScaling(vocab);
    pair = new double[2][lanes];
    logs = new double[vocab * vocab];
    scaled = new double[vocab * vocab];
    logWeights = new double[lanes];
  }

  @Override
  public void draw(int[] counts, double[][] pi) {
    if (vocab == 2) {
      pairCounts[0] = counts[0] + counts[3];
      pairCounts[1] = counts[1] + counts[2];
      rows.draw(pairCounts, pair);
      for (int lane = 0; lane < logWeights.length; lane++) {
        pi[0][lane] = pair[0][lane];
        pi[1][lane] = pair[1][lane];
        pi[2][lane] = pair[1][lane];
        pi[3][lane] = pair[0][lane];
      }
      return;
    }
    rows.draw(counts, pi);
    for (int lane = 0; lane < logWeights.length; lane++) {
      for (int e = 0; e < logs.length; e++) {
        double x = pi[e][lane];
        logs[e] = x > 0 ? StrictMath.log(x) : rows.logOfUnderflown(e, lane);
      }
      scaling.scale(logs, scaled);
      logWeights[lane] = 0;
      for (int e = 0; e < logs.length; e++) {
        pi[e][lane] = scaled[e];
        if (counts[e] > 0) {
          logWeights[lane] += counts[e] * (ClampedLog.of(scaled[e]) - logs[e]);
        }
      }
    }
  }

  @Override
  public double logWeight(int lane) {
    return logWeights[lane];
  }

  @Override
  public boolean hasKnownMean() {
    return vocab == 2;
  }
}
