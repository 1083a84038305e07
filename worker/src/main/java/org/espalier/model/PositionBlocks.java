package org.espalier.model;

import static org.espalier.model.TileLoops.upToFour;

/**
 * Where the numbers of the pairs (j, k), k <= j, of one sequence lie when its positions are the
 * lanes: blocks of {@value #LANES} queries j, in a block a row of lanes for each key k that one of
 * them sees. The last query is the last lane of the last block, so the first block may begin with
 * lanes of no query, and only {@code T^2/2} and half a block of lanes for each key are computed.
 *
 * <p>A vector of positions is laid out alike: position k is at {@link #at(int) at(k)}, and what is
 * after the last is 0.
 */
public final class PositionBlocks {

  /** Queries of a block. */
  public static final int LANES = 16;

  private final int length;
  private final int skipped; // lanes before the first query
  private final int count;
  private final int[] first; // index of a block's first number, and the end

  PositionBlocks(int length) {
    this.length = length;
    count = (length + LANES - 1) / LANES;
    skipped = count * LANES - length;
    first = new int[count + 1];
    for (int b = 0; b < count; b++) {
      first[b + 1] = first[b] + rows(b) * LANES;
    }
  }

  /** The next multiple of {@value #LANES}. */
  static int upToLanes(int n) {
    return (n + LANES - 1) / LANES * LANES;
  }

  /** T. */
  public int length() {
    return length;
  }

  /** Blocks. */
  public int count() {
    return count;
  }

  /** Keys of a block, with rows of zeros up to a multiple of four. */
  public int rows(int block) {
    return upToFour((block + 1) * LANES - skipped);
  }

  /** Where a block starts; that of the block after the last one is the size of it all. */
  public int first(int block) {
    return first[block];
  }

  /** Numbers of all blocks. */
  public int size() {
    return first[count];
  }

  /** The first block that has queries which see key k. */
  public int blockOf(int k) {
    return (k + skipped) / LANES;
  }

  /** Where a vector of positions has position k. */
  public int at(int k) {
    return k + skipped;
  }

  /** Lanes of all blocks. */
  public int lanes() {
    return count * LANES;
  }

  /** Numbers of a vector of positions, with room for keys up to a multiple of four. */
  public int vectorSize() {
    return lanes() + LANES;
  }

  /** Where the number of the pair (j, k) lies. */
  public int pair(int j, int k) {
    int lane = j + skipped;
    return first[lane / LANES] + k * LANES + lane % LANES;
  }
}
