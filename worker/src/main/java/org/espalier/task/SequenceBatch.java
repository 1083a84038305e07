package org.espalier.task;

import java.util.Locale;

/**
 * A batch of B sequences of T tokens over a vocabulary of S, with the distribution of the next
 * token of each.
 *
 * <p>Position-major: the B tokens at one position lie side by side, as do the B probabilities of
 * one target symbol. A kernel that works on a block of neighbouring sequences at a time reads
 * contiguous lanes, and no transposition stands between the sampler and the kernel. The arrays are
 * shared, not copied: a sampler fills them in place and a model reads them.
 *
 * @param size B, at least 1
 * @param length T, at least 2; position T-1 holds the query, in tasks that have one
 * @param vocab S, at least 2
 * @param tokens [T,B] values in 0..S-1; token of sequence b at position i is {@code tokens[i*B+b]}
 * @param targets [S,B] P(next = s) after position T-1, given the query or the parents of the next
 *     token; of sequence b, {@code targets[s*B+b]}; or [T,S,B], of the token after each position
 */
public record SequenceBatch(int size, int length, int vocab, int[] tokens, float[] targets) {

  /** Checks that the arrays have the lengths that the dimensions say. */
  public SequenceBatch {
    if (size < 1 || length < 2 || vocab < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a batch of size %d, length %d, vocab %d", size, length, vocab));
    }
    int targetSize = size * vocab;
    if (tokens.length != size * length
        || (targets.length != targetSize && targets.length != targetSize * length)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d tokens and %d targets for size %d, length %d, vocab %d",
              tokens.length,
              targets.length,
              size,
              length,
              vocab));
    }
  }

  /** An empty batch, to be filled by a sampler. */
  public static SequenceBatch allocate(int size, int length, int vocab) {
    return new SequenceBatch(size, length, vocab, new int[size * length], new float[size * vocab]);
  }

  /** An empty batch whose targets are those of every position. */
  public static SequenceBatch allocateWithAllTargets(int size, int length, int vocab) {
    return new SequenceBatch(
        size, length, vocab, new int[size * length], new float[length * size * vocab]);
  }

  /** An empty batch of another size, with targets at as many positions. */
  public SequenceBatch like(int otherSize) {
    return targetPositions() == 1
        ? allocate(otherSize, length, vocab)
        : allocateWithAllTargets(otherSize, length, vocab);
  }

  /** A copy of {@code count} sequences, from sequence {@code first} on. */
  public SequenceBatch part(int first, int count) {
    SequenceBatch part = like(count);
    copy(first, count, part, 0);
    return part;
  }

  /**
   * Copies {@code count} sequences, from sequence {@code first} on, into a batch of another size.
   *
   * @param at the number of the first one there
   */
  public void copy(int first, int count, SequenceBatch to, int at) {
    for (int i = 0; i < length; i++) {
      System.arraycopy(tokens, i * size + first, to.tokens, i * to.size + at, count);
    }
    for (int r = 0; r < targetPositions() * vocab; r++) {
      System.arraycopy(targets, r * size + first, to.targets, r * to.size + at, count);
    }
  }

  /** At how many positions there are targets: 1, the last one, or T, all of them. */
  public int targetPositions() {
    return targets.length / (size * vocab);
  }

  /** The token of sequence {@code b} at position {@code i}. */
  public int token(int b, int i) {
    return tokens[i * size + b];
  }

  /**
   * P(next = {@code s}) after the token of sequence {@code b} at position {@code i}, which must be
   * one that has a target.
   */
  public float target(int b, int i, int s) {
    int number = i - length + targetPositions();
    return targets[(number * vocab + s) * size + b];
  }

  /** P(next = {@code s} | the query of sequence {@code b}), after the last token. */
  public float target(int b, int s) {
    return targets[((targetPositions() - 1) * vocab + s) * size + b];
  }
}
