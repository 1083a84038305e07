package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.CausalAttention;
import org.espalier.model.ScoreTables;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;

/**
 * One row of the attention of layer 1, four symbols at a time. With the indicators [s_j = s]:
 *
 * <pre>
 *   position_k = sum_s byPosition[j,k,s] [s_j = s]
 *   x_s        = sum_r byToken[j,r,s] [s_j = r]
 *   token_k    = sum_s x_s [s_k = s]
 *   e_jk       = token_k position_k
 * </pre>
 *
 * <p>A symbol that does not exist is the last one again, with a factor of zero.
 */
final class TableLookup {

  /** Symbols of a tile. */
  static final int TILE = 4;

  private TableLookup() {}

  /**
   * Adds the terms of symbols s..s+3 to token_k and position_k, k <= j.
   *
   * @param rows [2 T, WIDTH]: token_k, then position_k
   */
  static void addSymbols(TokenTile tile, int j, int s, ScoreTables tables, float[] rows) {
    int vocab = tile.vocab();
    float[] byToken = tables.byToken();
    float[] byPosition = tables.byPosition();
    float[] indicators = tile.indicators();
    int byTokenAt = j * vocab * vocab;
    int byPositionAt = pair(j, 0) * vocab;
    int positionAt = tile.length() * WIDTH;
    int count = Math.min(TILE, vocab - s);
    int s1 = Math.min(1, count - 1);
    int s2 = Math.min(2, count - 1);
    int s3 = Math.min(3, count - 1);
    float f1 = count > 1 ? 1 : 0;
    float f2 = count > 2 ? 1 : 0;
    float f3 = count > 3 ? 1 : 0;
    int stride = vocab * WIDTH;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector x0 = FloatVector.zero(FLOATS);
      FloatVector x1 = FloatVector.zero(FLOATS);
      FloatVector x2 = FloatVector.zero(FLOATS);
      FloatVector x3 = FloatVector.zero(FLOATS);
      for (int r = 0; r < vocab; r++) {
        FloatVector own = FloatVector.fromArray(FLOATS, indicators, j * stride + r * WIDTH + v);
        int entry = byTokenAt + r * vocab + s;
        x0 = own.fma(FloatVector.broadcast(FLOATS, byToken[entry]), x0);
        x1 = own.fma(FloatVector.broadcast(FLOATS, f1 * byToken[entry + s1]), x1);
        x2 = own.fma(FloatVector.broadcast(FLOATS, f2 * byToken[entry + s2]), x2);
        x3 = own.fma(FloatVector.broadcast(FLOATS, f3 * byToken[entry + s3]), x3);
      }
      int at = j * stride + s * WIDTH + v;
      FloatVector own0 = FloatVector.fromArray(FLOATS, indicators, at);
      FloatVector own1 = FloatVector.fromArray(FLOATS, indicators, at + s1 * WIDTH).mul(f1);
      FloatVector own2 = FloatVector.fromArray(FLOATS, indicators, at + s2 * WIDTH).mul(f2);
      FloatVector own3 = FloatVector.fromArray(FLOATS, indicators, at + s3 * WIDTH).mul(f3);
      int entry = byPositionAt + s;
      int other = s * WIDTH + v;
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector position = FloatVector.fromArray(FLOATS, rows, positionAt + k);
        position = own0.fma(FloatVector.broadcast(FLOATS, byPosition[entry]), position);
        position = own1.fma(FloatVector.broadcast(FLOATS, byPosition[entry + s1]), position);
        position = own2.fma(FloatVector.broadcast(FLOATS, byPosition[entry + s2]), position);
        position = own3.fma(FloatVector.broadcast(FLOATS, byPosition[entry + s3]), position);
        position.intoArray(rows, positionAt + k);
        FloatVector token = FloatVector.fromArray(FLOATS, rows, k);
        token = FloatVector.fromArray(FLOATS, indicators, other).fma(x0, token);
        token = FloatVector.fromArray(FLOATS, indicators, other + s1 * WIDTH).fma(x1, token);
        token = FloatVector.fromArray(FLOATS, indicators, other + s2 * WIDTH).fma(x2, token);
        token = FloatVector.fromArray(FLOATS, indicators, other + s3 * WIDTH).fma(x3, token);
        token.intoArray(rows, k);
        entry += vocab;
        other += stride;
      }
    }
  }

  /** e_jk = token_k position_k, negligible ones 0; their sum. */
  static void multiplyFactors(int j, float[] rows, CausalAttention p) {
    float[] e = p.e();
    int eAt = pair(j, 0) * WIDTH;
    int positionAt = p.length() * WIDTH;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector total = FloatVector.zero(FLOATS);
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector position = FloatVector.fromArray(FLOATS, rows, positionAt + k);
        FloatVector product = FloatVector.fromArray(FLOATS, rows, k).mul(position);
        // The sign of the difference, spread over a word, clears what is negligible.
        IntVector negligible =
            product
                .sub(TileLoops.NEGLIGIBLE)
                .reinterpretAsInts()
                .lanewise(VectorOperators.ASHR, 31);
        FloatVector weight =
            product
                .reinterpretAsInts()
                .lanewise(VectorOperators.AND_NOT, negligible)
                .reinterpretAsFloats();
        weight.intoArray(e, eAt + k);
        total = total.add(weight);
      }
      total.intoArray(p.scale(), j * WIDTH + v);
    }
  }
}
