package org.espalier.task;

import java.util.Arrays;
import java.util.Optional;

/**
 * The distributions of a tile of sequences, side by side as lanes: transition matrices pi, their
 * stationary distributions mu, and the running sums from which tokens are drawn. Roots have mu or
 * another distribution: {@link RootDistribution}.
 */
final class TransitionTile {

  private final int vocab;
  private final int lanes;
  private final TransitionLoops arithmetic;
  private final MatrixSampler matrices;

  /** Row length of the running sums: S rounded up to a power of two. */
  private final int stride;

  private final double[][] pi; // [S*S][L]
  private final double[][] mu; // [S][L]
  private final double[] sums; // [S+1,stride,L] of the rows of pi, then of mu
  private final RunningSums running; // a view of them
  private final RootDistribution rootDistribution;
  private final Optional<RowSampler> rootRows; // where roots are drawn
  private final double[][] root; // [S][L] the distribution of the roots, where it is not mu
  private final double[] total; // [L]
  private final double[] inverse; // [L]
  private final Optional<TransitionPool> pool;

  TransitionTile(TransitionPrior prior, int vocab) {
    this(prior, vocab, RootDistribution.STATIONARY);
  }

  TransitionTile(TransitionPrior prior, int vocab, RootDistribution rootDistribution) {
    this(prior, vocab, rootDistribution, Optional.empty());
  }

  /** With matrices from a pool, if there is one. */
  TransitionTile(
      TransitionPrior prior,
      int vocab,
      RootDistribution rootDistribution,
      Optional<TransitionPool> pool) {
    this(prior, vocab, rootDistribution, TransitionLoops.fastest(), pool);
  }

  TransitionTile(TransitionPrior prior, int vocab, TransitionLoops arithmetic) {
    this(prior, vocab, RootDistribution.STATIONARY, arithmetic, Optional.empty());
  }

  private TransitionTile(
      TransitionPrior prior,
      int vocab,
      RootDistribution rootDistribution,
      TransitionLoops arithmetic,
      Optional<TransitionPool> pool) {
    this.vocab = vocab;
    this.pool = pool;
    this.rootDistribution = rootDistribution;
    this.arithmetic = arithmetic;
    lanes = lanes(vocab);
    matrices = prior.matrices(vocab, lanes, arithmetic);
    stride = TransitionLoops.stride(vocab);
    pi = new double[vocab * vocab][lanes];
    mu = new double[vocab][lanes];
    rootRows =
        rootDistribution == RootDistribution.DRAWN
            ? Optional.of(prior.rows(vocab, 1, lanes, arithmetic))
            : Optional.empty();
    root = new double[vocab][lanes];
    for (double[] entry : root) {
      Arrays.fill(entry, 1.0 / vocab);
    }
    sums = new double[(vocab + 1) * stride * lanes];
    Arrays.fill(sums, 2);
    running = new RunningSums(sums, vocab, lanes);
    total = new double[lanes];
    inverse = new double[lanes];
  }

  /** A power of two: enough to vectorise well, few enough for three matrices to stay in cache. */
  private static int lanes(int vocab) {
    return vocab <= 12 ? 32 : vocab <= 32 ? 16 : 8;
  }

  /** L, the greatest number of sequences in the tile. */
  int lanes() {
    return lanes;
  }

  /** Draws the rows of one lane, not yet ready to use. */
  void draw(int lane, Xoshiro256 random) {
    if (pool.isPresent()) {
      take(pool.get(), pool.get().choose(random), lane);
      return;
    }
    matrices.draw(pi, lane, random);
    rootRows.ifPresent(rows -> rows.draw(root, lane, random));
  }

  private void take(TransitionPool from, int matrix, int lane) {
    for (int s = 0; s < vocab; s++) {
      for (int r = 0; r < vocab; r++) {
        pi[r * vocab + s][lane] = from.probability(matrix, r, s);
      }
      double[][] roots = rootDistribution == RootDistribution.STATIONARY ? mu : root;
      roots[s][lane] = from.probability(matrix, vocab, s);
    }
  }

  /** Once the first {@code filled} lanes are drawn: normalises them and finds mu and all sums. */
  void complete(int filled) {
    if (pool.isEmpty()) {
      matrices.complete(pi, mu, filled);
      rootRows.ifPresent(rows -> completeRoots(rows, filled));
    }
    for (int r = 0; r < vocab; r++) {
      accumulate(pi, r * vocab, r);
    }
    accumulate(rootDistribution == RootDistribution.STATIONARY ? mu : root, 0, vocab);
  }

  private void completeRoots(RowSampler rows, int filled) {
    rows.exponentiate(root);
    arithmetic.sum(root, 0, vocab, total);
    for (int l = 0; l < filled; l++) {
      if (!(total[l] > RowSampler.LEAST_SUM)) {
        total[l] = rows.rescue(root, 0, l);
      }
    }
    arithmetic.invert(total, inverse);
    for (double[] entry : root) {
      arithmetic.multiply(entry, inverse);
    }
  }

  /** pi(s | r) of a lane, or mu(s) for r = S. */
  double probability(int r, int s, int lane) {
    return r == vocab ? mu[s][lane] : pi[r * vocab + s][lane];
  }

  /** The probability that a root of a lane has the symbol. */
  double rootProbability(int s, int lane) {
    return (rootDistribution == RootDistribution.STATIONARY ? mu : root)[s][lane];
  }

  /** Writes pi(s | r) of each lane's own r, from {@code at} on. */
  void probabilities(int[] r, int s, float[] to, int at, int filled) {
    for (int l = 0; l < filled; l++) {
      to[at + l] = (float) pi[r[l] * vocab + s][l];
    }
  }

  /**
   * Draws a symbol for each of the first {@code filled} lanes.
   *
   * @param own the symbol whose successor is drawn, S to draw a root
   * @param tokens filled
   */
  void draw(Symbols own, Uniforms u, Symbols tokens, int filled) {
    arithmetic.search(running, own, u, tokens, filled);
  }

  /** The running sums of one distribution; the last stays at 2, above any u. */
  private void accumulate(double[][] distribution, int from, int row) {
    arithmetic.runningSums(distribution, from, vocab - 1, total, sums, row * stride * lanes);
  }
}
