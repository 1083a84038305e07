package org.espalier.task;

import org.espalier.graph.CausalGraph;

/**
 * Draws sequences of the task (Section 2 of the paper), each under a transition matrix of its own.
 *
 * <p>For each sequence: pi has S rows from the prior, mu = mu pi is its stationary law. A root's
 * token is drawn from mu, that of a position with parent p from pi(. | s_p), the query s_{T-1}
 * uniformly. The target is the whole row pi(. | s_{T-1}).
 *
 * <p>The sequences are one stream: they depend on the seed alone, not on how many are drawn at a
 * time, and are the same bits on every machine. Nothing is allocated after construction. Not for
 * use by several threads at once.
 */
public final class SequenceSampler implements SequenceSource {

  private final int vocab;
  private final int length;
  private final double flip;
  private final Xoshiro256 random;
  private final RowSampler rows;

  /** [T-1] the position of each parent, or T for a root: see {@link #tokens}. */
  private final int[] parents;

  private final long[] words;
  private final double[] pi; // [S,S]
  private final double[] work; // [S,S]
  private final double[] mu; // [S]

  /** [S+1,S] running sums of the rows of pi, and of mu as row S. */
  private final double[] sums;

  /** [T+1] the sequence at hand; the last entry is S, the row that a root is drawn from. */
  private final int[] tokens;

  /**
   * A sampler at the start of its stream.
   *
   * @param graph at most one parent for each of the T-1 positions, each before its child
   * @throws IllegalArgumentException if the graph has another size or shape
   */
  public SequenceSampler(CausalGraph graph, TaskSettings task, long seed) {
    if (graph.size() != task.length() - 1) {
      throw new IllegalArgumentException(
          "a graph of %d positions for sequences of length %d, must be %d"
              .formatted(graph.size(), task.length(), task.length() - 1));
    }
    vocab = task.vocab();
    length = task.length();
    flip = task.flip();
    random = new Xoshiro256(seed);
    rows = new RowSampler(task.prior(), vocab, vocab);
    parents = singleParents(graph);
    words = new long[length];
    pi = new double[vocab * vocab];
    work = new double[vocab * vocab];
    mu = new double[vocab];
    sums = new double[(vocab + 1) * vocab];
    tokens = new int[length + 1];
    tokens[length] = vocab;
  }

  private static int[] singleParents(CausalGraph graph) {
    int[] parents = new int[graph.size()];
    for (int i = 0; i < parents.length; i++) {
      int[] of = graph.parents(i);
      if (of.length > 1 || (of.length == 1 && of[0] >= i)) {
        throw new IllegalArgumentException(
            "position %d must have at most one parent, before it".formatted(i));
      }
      parents[i] = of.length == 0 ? graph.size() + 1 : of[0];
    }
    return parents;
  }

  @Override
  public void draw(SequenceBatch into) {
    if (into.length() != length || into.vocab() != vocab) {
      throw new IllegalArgumentException(
          "a batch of length %d, vocab %d for sequences of length %d, vocab %d"
              .formatted(into.length(), into.vocab(), length, vocab));
    }
    int size = into.size();
    for (int b = 0; b < size; b++) {
      drawLaw();
      drawTokens();
      for (int i = 0; i < length; i++) {
        into.tokens()[i * size + b] = tokens[i];
      }
      int query = tokens[length - 1] * vocab;
      for (int s = 0; s < vocab; s++) {
        into.targets()[s * size + b] = (float) pi[query + s];
      }
    }
  }

  /** pi, mu and their running sums. */
  private void drawLaw() {
    rows.draw(pi, vocab, random);
    System.arraycopy(pi, 0, work, 0, pi.length);
    if (!StationaryLaw.solve(work, vocab, mu)) {
      StationaryLaw.solveLogs(rows.logarithms(pi, vocab), vocab, mu);
    }
    for (int r = 0; r < pi.length; r += vocab) {
      double sum = 0;
      for (int s = r; s < r + vocab; s++) {
        sum += pi[s];
        sums[s] = sum;
      }
    }
    double sum = 0;
    for (int s = 0; s < vocab; s++) {
      sum += mu[s];
      sums[pi.length + s] = sum;
    }
  }

  /** One random word a position, in ancestral order; the query's word is the last. */
  private void drawTokens() {
    random.fill(words, length);
    int context = length - 1;
    for (int i = 0; i < context; i++) {
      tokens[i] = categorical(tokens[parents[i]] * vocab, Xoshiro256.toPositive(words[i]));
    }
    tokens[context] = (int) Math.multiplyHigh(words[context] >>> 1, 2L * vocab);
    if (flip > 0) {
      flipTokens();
    }
  }

  /**
   * The number of running sums that u exceeds. Counting them all by their sign bits has no branch
   * that could be mispredicted.
   */
  private int categorical(int row, double u) {
    int count = 0;
    for (int s = row; s < row + vocab - 1; s++) {
      count += (int) (Double.doubleToRawLongBits(sums[s] - u) >>> 63);
    }
    return count;
  }

  private void flipTokens() {
    for (int i = 0; i < length - 1; i++) {
      if (random.nextPositive() <= flip) {
        tokens[i] = random.nextInt(vocab);
      }
    }
  }
}
