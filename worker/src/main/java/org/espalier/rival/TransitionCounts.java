package org.espalier.rival;

import java.util.Arrays;
import java.util.Locale;

/**
 * Of every sequence, how often each symbol followed each tuple of parents' symbols under a graph
 * that changes one position at a time.
 *
 * <p>A graph gives each position no parent or k of them. Row 0 of a sequence counts the symbols of
 * its roots; row 1 + sum_m s_m S^(k-1-m) those of positions whose parents, in ascending order, show
 * s_0..s_{k-1}. Memory: 2 N (1 + S^k) (S + 1) bytes, 2 MB at N = 16,384, S = 3, k = 2 and .4 MB at
 * k = 1.
 */
final class TransitionCounts {

  /** Entries of the longest array. */
  static final double MOST = Integer.MAX_VALUE - 8;

  private final ContextTokens tokens;
  private final int rowLength; // S + 1: the counts and their sum
  private final int sequenceLength; // (1 + S^k) (S + 1)
  private final short[] counts; // [N][1 + S^k][S + 1]
  private final int[][] parents; // [n][0 or k], ascending

  /**
   * No position is counted yet.
   *
   * @param k the number of parents of a position that has any, at least 1
   * @throws IllegalArgumentException if the counts do not fit an array
   */
  TransitionCounts(ContextTokens tokens, int k) {
    this.tokens = tokens;
    rowLength = tokens.vocab() + 1;
    double entries = entries(tokens.sequences(), tokens.vocab(), k);
    if (entries > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d sequences over %d symbols with %d parents need %.0f counts",
              tokens.sequences(),
              tokens.vocab(),
              k,
              entries));
    }
    counts = new short[(int) entries];
    sequenceLength = counts.length / tokens.sequences();
    parents = new int[tokens.positions()][0];
  }

  /** N (1 + S^k) (S + 1). */
  static double entries(int sequences, int vocab, int k) {
    return (double) sequences * (1 + Math.pow(vocab, k)) * (vocab + 1);
  }

  /** Forgets all positions. */
  void clear() {
    Arrays.fill(counts, (short) 0);
  }

  /** The parents with which a position was last counted. */
  int[] parents(int i) {
    return parents[i];
  }

  /** Counts a position as a child of some parents (ascending; none, or k). */
  void add(int i, int[] of) {
    parents[i] = of;
    count(i, (short) 1);
  }

  /** Takes a position out of the counts. */
  void remove(int i) {
    count(i, (short) -1);
  }

  private void count(int i, short change) {
    byte[] child = tokens.position(i);
    for (int b = 0; b < child.length; b++) {
      int row = row(b, parents[i]);
      counts[row + child[b]] += change;
      counts[row + rowLength - 1] += change;
    }
  }

  /** Where the row begins that the tokens of some parents select in a sequence. */
  int row(int b, int[] of) {
    if (of.length == 0) {
      return b * sequenceLength;
    }
    byte[] sequence = tokens.sequence(b);
    int index = 0;
    for (int parent : of) {
      index = index * (rowLength - 1) + sequence[parent];
    }
    return b * sequenceLength + (1 + index) * rowLength;
  }

  /** Where the row of one parent's symbol begins; k = 1. */
  int row(int b, int symbol) {
    return b * sequenceLength + (1 + symbol) * rowLength;
  }

  /** All counts: of the row that begins at r, the S counts from r on and then their sum. */
  short[] counts() {
    return counts;
  }
}
