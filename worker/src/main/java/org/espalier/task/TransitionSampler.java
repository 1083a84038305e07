package org.espalier.task;

import java.util.Arrays;

/**
 * Draws transition matrices with their stationary distributions, for whoever wants the
 * distributions without sequences. One stream: equal seeds draw equal transitions. Not for several
 * threads at once.
 */
public final class TransitionSampler {

  /** Products of mu and pi below it may have lost digits. */
  private static final double LEAST_PRODUCT = 1e-290;

  private final int vocab;
  private final TransitionPrior prior;
  private final boolean fromPool;
  private final TransitionTile transitions;
  private final Xoshiro256 random;
  private final Xoshiro256[] starts; // [L] the generator as it was before each matrix
  private int next;

  /** Draws from the prior of a task. */
  public TransitionSampler(TaskSettings task, long seed) {
    this(task.withPool(0), new TransitionTile(task.prior(), task.vocab()), seed);
  }

  /**
   * Draws the distributions that sequences have: from the prior, or from the pool. Roots must be
   * stationary.
   */
  public TransitionSampler(SequenceProcess process, long seed) {
    this(
        process.task(),
        new TransitionTile(
            process.task().prior(),
            process.task().vocab(),
            RootDistribution.STATIONARY,
            process.pool()),
        seed);
  }

  private TransitionSampler(TaskSettings task, TransitionTile tile, long seed) {
    vocab = task.vocab();
    prior = task.prior();
    fromPool = task.pool() > 0;
    transitions = tile;
    random = new Xoshiro256(seed);
    next = transitions.lanes();
    starts = new Xoshiro256[next];
    Arrays.setAll(starts, lane -> new Xoshiro256(0));
  }

  /**
   * Draws a distribution.
   *
   * @param pi [S,S], filled: {@code pi[s * S + s']} = pi(s' | s), rows summing to 1
   * @param mu [S], filled: the stationary distribution, mu = mu pi
   */
  public void draw(double[] pi, double[] mu) {
    if (next == transitions.lanes()) {
      for (int lane = 0; lane < next; lane++) {
        starts[lane].copyFrom(random);
        transitions.draw(lane, random);
      }
      transitions.complete(next);
      next = 0;
    }
    for (int s = 0; s < vocab; s++) {
      for (int r = 0; r < vocab; r++) {
        pi[r * vocab + s] = transitions.probability(r, s, next);
      }
      mu[s] = transitions.probability(vocab, s, next);
    }
    next++;
  }

  /**
   * The chain that was drawn last, backwards in time: rho(s | s') = mu(s) pi(s' | s) / mu(s'). It
   * exists, too, where mu(s') is below every double, as it often is for a small Dirichlet
   * parameter: two states that the chain hardly leaves share mu by the odds of leaving them. There
   * it is found from the logarithms of the matrix. A pool has kept none: there the row is 0.
   *
   * @param reversed [S,S], filled: {@code reversed[s' * S + s]} = rho(s | s')
   */
  public void reverse(double[] reversed) {
    int lane = next - 1;
    double[] logs = {};
    double[] logMu = {};
    for (int to = 0; to < vocab; to++) {
      double arriving = 0; // = mu(to), and makes the row sum to 1 whatever was rounded in mu
      for (int from = 0; from < vocab; from++) {
        double product =
            transitions.probability(vocab, from, lane) * transitions.probability(from, to, lane);
        reversed[to * vocab + from] = product;
        arriving += product;
      }
      if (arriving < LEAST_PRODUCT && logs.length == 0 && !fromPool) {
        logs = logarithms(lane);
        logMu = StationaryDistribution.logarithms(logs.clone(), vocab);
      }
      boolean isLost = logs.length > 0 && arriving < LEAST_PRODUCT;
      for (int from = 0; from < vocab; from++) {
        int entry = to * vocab + from;
        if (isLost) {
          reversed[entry] = StrictMath.exp(logMu[from] + logs[from * vocab + to] - logMu[to]);
        } else if (arriving > 0) {
          reversed[entry] /= arriving;
        }
      }
    }
  }

  /** [S,S] ln pi of a lane, which is drawn once more. */
  private double[] logarithms(int lane) {
    RowSampler rows = prior.rows(vocab, vocab, 1, TransitionLoops.fastest());
    double[][] again = new double[vocab * vocab][1];
    var replayed = new Xoshiro256(0);
    replayed.copyFrom(starts[lane]);
    rows.draw(again, 0, replayed);
    return rows.logarithms(again, 0).clone();
  }
}
