package org.espalier.model;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * The tokens of a tile of {@link TileLoops#WIDTH} sequences in the forms that the inner loops read.
 * Lanes past the end of the batch hold token 0.
 */
public final class TokenTile implements LoadedTokens {
  private final int length;
  private final int vocab;
  private final int[] tokens;
  private final int[] slots;
  private final float[] indicators;
  private final Rows[] oneHot;

  /** Space for tiles of sequences of {@code length} tokens out of {@code vocab}. */
  TokenTile(int length, int vocab) {
    this.length = length;
    this.vocab = vocab;
    this.tokens = new int[length * TileLoops.WIDTH];
    this.slots = new int[length * TileLoops.WIDTH];
    this.indicators = new float[length * vocab * TileLoops.WIDTH];
    this.oneHot = new Rows(indicators, 0, vocab, vocab * TileLoops.WIDTH).vectors(length);
    load(new int[length], 1, 0);
  }

  @Override
  public int sequences() {
    return TileLoops.WIDTH;
  }

  @Override
  public void load(SequenceBatch batch, int first) {
    load(batch.tokens(), batch.size(), first);
  }

  /**
   * Takes one sequence in place of a tile of them: its positions one after the other, as if they
   * were lanes. Lanes past its end hold token 0.
   */
  void loadPositions(SequenceBatch batch, int sequence) {
    for (int i = 0; i < batch.length(); i++) {
      tokens[i] = batch.token(sequence, i);
    }
    Arrays.fill(tokens, batch.length(), tokens.length, 0);
    indicate();
  }

  private void load(int[] from, int size, int first) {
    int count = Math.min(TileLoops.WIDTH, size - first);
    for (int k = 0; k < length; k++) {
      int row = k * TileLoops.WIDTH;
      System.arraycopy(from, k * size + first, tokens, row, count);
      Arrays.fill(tokens, row + count, row + TileLoops.WIDTH, 0);
    }
    indicate();
  }

  private void indicate() {
    for (int k = 0; k < length; k++) {
      int row = k * TileLoops.WIDTH;
      int indicatorRow = row * vocab;
      for (int l = 0; l < TileLoops.WIDTH; l++) {
        indicators[indicatorRow + slots[row + l]] = 0;
      }
      for (int l = 0; l < TileLoops.WIDTH; l++) {
        int slot = tokens[row + l] * TileLoops.WIDTH + l;
        slots[row + l] = slot;
        indicators[indicatorRow + slot] = 1;
      }
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int vocab() {
    return vocab;
  }

  /** [T, WIDTH] s_k. */
  public int[] tokens() {
    return tokens;
  }

  /** [T, WIDTH] where lane l finds its entry for s_k in rows [S, WIDTH]: s_k WIDTH + l. */
  public int[] slots() {
    return slots;
  }

  /** [T, S, WIDTH] 1 where s_k = s, else 0. */
  public float[] indicators() {
    return indicators;
  }

  /** onehot(s_k) [S, WIDTH], the next vector being that of k + 1. */
  public Rows oneHot(int k) {
    return oneHot[k];
  }
}
