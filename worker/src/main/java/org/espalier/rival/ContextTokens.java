package org.espalier.rival;

import java.util.Locale;
import java.util.function.IntBinaryOperator;
import org.espalier.task.SequenceBatch;

/**
 * The context tokens of N sequences, n positions each, in the two orders in which rivals read them.
 *
 * <p>2 n N bytes.
 */
public final class ContextTokens {

  private final int vocab;
  private final byte[][] byPosition; // [n][N]
  private final byte[][] bySequence; // [N][n]

  private ContextTokens(int vocab, byte[][] byPosition, byte[][] bySequence) {
    this.vocab = vocab;
    this.byPosition = byPosition;
    this.bySequence = bySequence;
  }

  /** The first n = T-1 positions of every sequence of a batch, as they are shown. */
  public static ContextTokens of(SequenceBatch batch) {
    return of(batch.vocab(), batch.size(), batch.length() - 1, batch::token);
  }

  /**
   * Given sequences.
   *
   * @param vocab S, 2 to 64
   * @param sequences [N][n] of values in 0..S-1, N and n at least 1
   * @throws IllegalArgumentException if there is no sequence, their lengths differ, or a token is
   *     not below S
   */
  public static ContextTokens of(int vocab, int[][] sequences) {
    int positions = sequences.length == 0 ? 0 : sequences[0].length;
    for (int b = 0; b < sequences.length; b++) {
      if (sequences[b].length != positions) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "sequence %d has %d tokens, must have %d",
                b,
                sequences[b].length,
                positions));
      }
    }
    return of(vocab, sequences.length, positions, (b, i) -> sequences[b][i]);
  }

  /** N sequences of n tokens each, of which {@code tokens} gives the one of sequence b at i. */
  private static ContextTokens of(int vocab, int size, int positions, IntBinaryOperator tokens) {
    if (vocab < 2 || vocab > 64 || size == 0 || positions == 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d sequences over a vocabulary of %d", size, vocab));
    }
    byte[][] byPosition = new byte[positions][size];
    byte[][] bySequence = new byte[size][positions];
    for (int b = 0; b < size; b++) {
      for (int i = 0; i < positions; i++) {
        int token = tokens.applyAsInt(b, i);
        if (token < 0 || token >= vocab) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "token %d at position %d of sequence %d, must be below %d",
                  token,
                  i,
                  b,
                  vocab));
        }
        byPosition[i][b] = (byte) token;
        bySequence[b][i] = (byte) token;
      }
    }
    return new ContextTokens(vocab, byPosition, bySequence);
  }

  /** S. */
  public int vocab() {
    return vocab;
  }

  /** n, the number of positions. */
  public int positions() {
    return byPosition.length;
  }

  /** N, the number of sequences. */
  public int sequences() {
    return bySequence.length;
  }

  /** [N] the tokens at a position. Not a copy: do not write. */
  byte[] position(int i) {
    return byPosition[i];
  }

  /** [n] the tokens of a sequence. Not a copy: do not write. */
  byte[] sequence(int b) {
    return bySequence[b];
  }
}
