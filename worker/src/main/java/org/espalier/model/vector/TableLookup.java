package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.TileLoops.upToFour;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.espalier.model.AttentionLookup;
import org.espalier.model.CausalAttention;
import org.espalier.model.Matrix;
import org.espalier.model.Rows;
import org.espalier.model.ScoreTables;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;
import org.espalier.model.vector.Triangles.FourRows;
import org.espalier.model.vector.Triangles.OuterSums;

/**
 * The attention of layer 1, four queries at a time. A lookup is a product with a one-hot vector, so
 * that no lane needs an address of its own, and tables serve all lanes:
 *
 * <pre>
 *   x_js        = sum_r byToken[j,r,s] [s_j = r]
 *   token_jk    = sum_s x_js [s_k = s]
 *   position_jk = sum_s byPosition[j,k,s] [s_j = s]
 *   e_jk        = token_jk position_jk
 * </pre>
 */
final class TableLookup implements AttentionLookup {
  private final TileLoops loops;
  private final CausalAttention p;
  private final Rows position; // [upToFour(T)] of one query
  private final Query[] queries;
  private final OuterSums[][] tokens; // per four queries

  /** What one query multiplies its one-hot token with, and where the products go. */
  private record Query(Rows own, Matrix byToken, Rows x, Matrix byPosition, Rows position) {}

  /**
   * Lookups of a tile.
   *
   * @param p overwritten
   * @param scratch [upToFour(T) + 4 upToFour(S), WIDTH] overwritten
   */
  TableLookup(
      TileLoops loops, TokenTile tile, ScoreTables tables, CausalAttention p, float[] scratch) {
    this.loops = loops;
    this.p = p;
    int length = tile.length();
    int vocab = tile.vocab();
    int symbols = upToFour(vocab); // past the last one, tables hold what nobody reads
    int xAt = upToFour(length) * WIDTH;
    position = new Rows(scratch, 0, upToFour(length), WIDTH);
    queries = new Query[length];
    for (int j = 0; j < length; j++) {
      int rows = upToFour(j + 1);
      queries[j] =
          new Query(
              tile.oneHot(j),
              Matrix.of(tables.byToken(), j * vocab * vocab, vocab, vocab).transposed(),
              new Rows(scratch, xAt + j % 4 * symbols * WIDTH, symbols, symbols * WIDTH),
              Matrix.of(tables.byPosition(), pair(j, 0) * vocab, rows, vocab),
              new Rows(scratch, 0, rows, WIDTH));
    }
    tokens = new OuterSums[upToFour(length) / 4][];
    for (int j = 0; j < length; j += 4) {
      int columns = j + 4;
      var x = new FourRows(scratch, xAt, Math.min(4, length - j), symbols * WIDTH, WIDTH, 0);
      tokens[j / 4] = new OuterSums[columns / 4];
      for (int k = 0; k < columns; k += 4) {
        int at = k * vocab * WIDTH;
        var is =
            new FourRows(tile.indicators(), at, Math.min(4, length - k), vocab * WIDTH, WIDTH, 0);
        var out = new Rows(p.e(), (pair(j, 0) + k) * WIDTH, 4, columns * WIDTH);
        tokens[j / 4][k / 4] = new OuterSums(0, vocab, is, x, out);
      }
    }
  }

  @Override
  public void attend() {
    for (int j = 0; j < queries.length; j += 4) {
      int end = Math.min(j + 4, queries.length);
      for (int i = j; i < end; i++) {
        loops.multiply(queries[i].byToken, queries[i].own, queries[i].x);
      }
      for (OuterSums token : tokens[j / 4]) {
        token.compute();
      }
      for (int i = j; i < end; i++) {
        loops.multiply(queries[i].byPosition, queries[i].own, queries[i].position);
        multiplyFactors(i);
      }
    }
  }

  /** e_jk = token_k position_k, negligible ones 0; their sum. */
  private void multiplyFactors(int j) {
    float[] e = p.e();
    float[] factors = position.array();
    int eAt = pair(j, 0) * WIDTH;
    for (int v = 0; v < WIDTH; v += LENGTH) {
      FloatVector total = FloatVector.zero(FLOATS);
      for (int k = v; k < (j + 1) * WIDTH; k += WIDTH) {
        FloatVector product =
            FloatVector.fromArray(FLOATS, e, eAt + k)
                .mul(FloatVector.fromArray(FLOATS, factors, k));
        FloatVector weight = unlessNegligible(product);
        weight.intoArray(e, eAt + k);
        total = total.add(weight);
      }
      total.intoArray(p.scale(), j * WIDTH + v);
    }
    Arrays.fill(e, eAt + (j + 1) * WIDTH, eAt + upToFour(j + 1) * WIDTH, 0);
  }

  /**
   * Entry-wise x, or 0 where it is below {@link TileLoops#NEGLIGIBLE}: the sign of the difference,
   * spread over a word, clears what is negligible.
   */
  static FloatVector unlessNegligible(FloatVector x) {
    IntVector negligible =
        x.sub(TileLoops.NEGLIGIBLE).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    return x.reinterpretAsInts()
        .lanewise(VectorOperators.AND_NOT, negligible)
        .reinterpretAsFloats();
  }
}
