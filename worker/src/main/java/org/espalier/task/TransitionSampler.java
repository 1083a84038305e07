package org.espalier.task;

/**
 * Draws transition matrices with their stationary laws, for whoever wants the laws without
 * sequences. One stream: equal seeds draw equal laws. Not for several threads at once.
 */
public final class TransitionSampler {

  private final int vocab;
  private final LawBlock laws;
  private final Xoshiro256 random;
  private int next;

  /** Draws the laws that the sequences of a task have. */
  public TransitionSampler(TaskSettings task, long seed) {
    vocab = task.vocab();
    laws = new LawBlock(task.prior(), vocab);
    random = new Xoshiro256(seed);
    next = laws.lanes();
  }

  /**
   * Draws a law.
   *
   * @param pi [S,S], filled: {@code pi[s * S + s']} = pi(s' | s), rows summing to 1
   * @param mu [S], filled: the stationary law, mu = mu pi
   */
  public void draw(double[] pi, double[] mu) {
    if (next == laws.lanes()) {
      for (int lane = 0; lane < next; lane++) {
        laws.draw(lane, random);
      }
      laws.complete(next);
      next = 0;
    }
    for (int s = 0; s < vocab; s++) {
      for (int r = 0; r < vocab; r++) {
        pi[r * vocab + s] = laws.probability(r, s, next);
      }
      mu[s] = laws.probability(vocab, s, next);
    }
    next++;
  }
}
