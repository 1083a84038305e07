package org.espalier.model;

import static org.espalier.model.PositionBlocks.LANES;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/** The tokens of one sequence in the forms that {@link PositionLoops} read. */
public final class PositionTokens {
  private final PositionBlocks blocks;
  private final int vocab;
  private final int symbols;
  private final int[] ofKeys;
  private final int[] ofLanes;
  private final int[] start;
  private final int[] sorted;
  private final int[] pick;
  private final float[] has;

  /** Space for sequences over {@code vocab} symbols. */
  PositionTokens(PositionBlocks blocks, int vocab) {
    this.blocks = blocks;
    this.vocab = vocab;
    symbols = PositionBlocks.upToLanes(vocab);
    ofKeys = new int[TileLoops.upToFour(blocks.length())];
    ofLanes = new int[blocks.lanes()];
    start = new int[vocab + 1];
    sorted = new int[blocks.length()];
    pick = new int[blocks.lanes() / 4 * symbols];
    has = new float[blocks.lanes() / 4 * symbols];
  }

  /** Takes some sequences of a batch. */
  static void load(SequenceBatch batch, int first, int count, PositionTokens[] to) {
    int length = batch.length();
    int[] from = batch.tokens();
    for (int k = 0; k < length; k++) {
      int row = k * batch.size() + first;
      for (int i = 0; i < count; i++) {
        to[i].ofKeys[k] = from[row + i];
      }
    }
    for (int i = 0; i < count; i++) {
      to[i].index();
    }
  }

  /** Brings the tokens into their other forms. */
  private void index() {
    int length = blocks.length();
    System.arraycopy(ofKeys, 0, ofLanes, blocks.at(0), length);
    Arrays.fill(start, 0);
    for (int k = 0; k < length; k++) {
      start[ofKeys[k]]++;
    }
    int end = length;
    for (int s = vocab; s >= 0; s--) {
      end -= start[s];
      start[s] = end;
    }
    // Each start moves to the next one's place, and then back.
    for (int k = 0; k < length; k++) {
      sorted[start[ofKeys[k]]++] = k;
    }
    System.arraycopy(start, 0, start, 1, vocab);
    start[0] = 0;
    Arrays.fill(has, 0);
    int lanes = blocks.lanes();
    for (int j = 0; j < lanes; j++) {
      int of = ofLanes[j];
      pick[j / 4 * symbols + of] = j & (LANES - 1);
      has[j / 4 * symbols + of] = 1;
    }
  }

  /** Where the positions are. */
  public PositionBlocks blocks() {
    return blocks;
  }

  /** S. */
  public int vocab() {
    return vocab;
  }

  /** S, up to a multiple of {@link PositionBlocks#LANES}. */
  public int symbols() {
    return symbols;
  }

  /** [upToFour(T)] s_k; 0 past the last. */
  public int[] ofKeys() {
    return ofKeys;
  }

  /** [lanes] s_j; 0 before the first. */
  public int[] ofLanes() {
    return ofLanes;
  }

  /** [S + 1] where a symbol's positions start among {@link #sorted}, and their end. */
  public int[] start() {
    return start;
  }

  /** [T] the positions by symbol, ascending for each. */
  public int[] sorted() {
    return sorted;
  }

  /**
   * [lanes / 4, symbols] of each four lanes, one that has a symbol, counted from its block's first.
   */
  public int[] pick() {
    return pick;
  }

  /** [lanes / 4, symbols] 1 where one of four lanes has a symbol, else 0. */
  public float[] has() {
    return has;
  }
}
