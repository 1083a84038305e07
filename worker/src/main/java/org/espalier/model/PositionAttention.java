package org.espalier.model;

/**
 * Causal attention of one sequence, P_jk = scale_j e_jk for k <= j.
 *
 * @param e by (j, k), see {@link PositionBlocks#pair}; 0 where k > j
 * @param scale [lanes] 0 where there is no query
 */
public record PositionAttention(PositionBlocks blocks, float[] e, float[] scale) {

  static PositionAttention allocate(PositionBlocks blocks) {
    return new PositionAttention(blocks, new float[blocks.size()], new float[blocks.lanes()]);
  }

  /** y_k = P_jk for one query, as a vector of positions. */
  void copyRow(int j, float[] y) {
    int from = blocks.pair(j, 0);
    float factor = scale[blocks.at(j)];
    for (int k = 0; k <= j; k++) {
      y[blocks.at(k)] = factor * e[from + k * PositionBlocks.LANES];
    }
  }
}
