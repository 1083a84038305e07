package org.espalier.task;

/**
 * Draws transition matrices with their stationary distributions, for whoever wants the
 * distributions without sequences. One stream: equal seeds draw equal transitions. Not for several
 * threads at once.
 */
public final class TransitionSampler {

  private final int vocab;
  private final TransitionTile transitions;
  private final Xoshiro256 random;
  private int next;

  /** Draws from the prior of a task. */
  public TransitionSampler(TaskSettings task, long seed) {
    this(task, new TransitionTile(task.prior(), task.vocab()), seed);
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
    transitions = tile;
    random = new Xoshiro256(seed);
    next = transitions.lanes();
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
}
