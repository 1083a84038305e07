package org.espalier.model;

import java.util.Arrays;

/**
 * A number for each of the four terms of a score of layer 1, score_jk = A[s_j,s_k] + A[s_j,S+k] +
 * A[S+j,s_k] + A[S+j,S+k], in the order in which {@link PositionLoops} read them: their
 * exponentials, or the sums of the scores' gradient.
 *
 * <p>Symbols are filled up with zeros to a multiple of {@link PositionBlocks#LANES}.
 *
 * @param positionPosition by (j, k), see {@link PositionBlocks#pair}
 * @param positionToken [S, lanes] by (s_k, j)
 * @param tokenPosition [upToFour(T), symbols] by (k, s_j)
 * @param tokenToken [S, symbols] by (s_k, s_j)
 */
public record PositionScores(
    float[] positionPosition, float[] positionToken, float[] tokenPosition, float[] tokenToken) {

  static PositionScores allocate(PositionBlocks blocks, int vocab) {
    int symbols = PositionBlocks.upToLanes(vocab);
    return new PositionScores(
        new float[blocks.size()],
        new float[vocab * blocks.lanes()],
        new float[TileLoops.upToFour(blocks.length()) * symbols],
        new float[vocab * symbols]);
  }

  void clear() {
    Arrays.fill(positionPosition, 0);
    Arrays.fill(positionToken, 0);
    Arrays.fill(tokenPosition, 0);
    Arrays.fill(tokenToken, 0);
  }
}
