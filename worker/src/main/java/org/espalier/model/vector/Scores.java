package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.TileLoops.upToFour;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.espalier.model.CausalAttention;
import org.espalier.model.Rows;
import org.espalier.model.ScoreCollector;
import org.espalier.model.ScoreSums;
import org.espalier.model.Sums;
import org.espalier.model.TileLoops;
import org.espalier.model.TokenTile;
import org.espalier.model.vector.Triangles.FourRows;
import org.espalier.model.vector.Triangles.OuterSums;

/**
 * The gradient of layer 1's scores, summed by the table entries that a score is the sum of: sums of
 * products with indicators, see {@link Selections}.
 */
final class Scores implements ScoreCollector {
  private final float[] g;
  private final ScoreSums sums;
  private final float[] scratch;
  private final int length;
  private final int vocab;
  private final int stride; // of a position's or symbol's sums in the scratch space
  private final OuterSums[] byTokenPosition;
  private final OuterSums[] byPositionToken;
  private final OuterSums[] byTokenToken;

  /**
   * Binds the sums to their operands.
   *
   * @param scratch [upToFour(T) + upToFour(S), upToFour(S), WIDTH] overwritten
   */
  Scores(TokenTile tile, CausalAttention g, ScoreSums sums, float[] scratch) {
    this.g = g.e();
    this.sums = sums;
    this.scratch = scratch;
    length = tile.length();
    vocab = tile.vocab();
    stride = upToFour(vocab) * WIDTH;
    byTokenPosition = tokenPosition(tile);
    byPositionToken = positionToken(tile);
    byTokenToken = tokenToken(tile);
  }

  @Override
  public void collect() {
    fold(TileLoops.triangle(length), g, 0, sums.positionPosition(), 0);
    compute(byTokenPosition);
    fold(length, 0, sums.tokenPosition());
    compute(byPositionToken);
    fold(length, 0, sums.positionToken());
    compute(byTokenToken);
    fold(vocab, upToFour(length) * stride, sums.tokenToken());
  }

  private static void compute(OuterSums[] all) {
    for (OuterSums outerSums : all) {
      outerSums.compute();
    }
  }

  private Rows scratchRows(int at) {
    return new Rows(scratch, at, 4, stride);
  }

  /** scratch[j,s] = sum over k with s_k = s of g_jk. */
  private OuterSums[] positionToken(TokenTile tile) {
    List<OuterSums> all = new ArrayList<>();
    for (int j = 0; j < length; j += 4) {
      int columns = j + 4;
      for (int s = 0; s < vocab; s += 4) {
        var a = FourRows.of(tile.indicators(), s * WIDTH, vocab - s, vocab * WIDTH);
        var b = new FourRows(g, pair(j, 0) * WIDTH, 4, columns * WIDTH, WIDTH, 0);
        Rows to = scratchRows(j * stride + s * WIDTH);
        all.add(new OuterSums(0, Math.min(columns, length), a, b, to));
      }
    }
    return all.toArray(OuterSums[]::new);
  }

  /** After those, scratch[T + s,r] = sum over j with s_j = s of scratch[j,r]. */
  private OuterSums[] tokenToken(TokenTile tile) {
    List<OuterSums> all = new ArrayList<>();
    int square = upToFour(length) * stride;
    for (int s = 0; s < vocab; s += 4) {
      for (int other = 0; other < vocab; other += 4) {
        var a = FourRows.of(scratch, other * WIDTH, 4, stride);
        var b = FourRows.of(tile.indicators(), s * WIDTH, vocab - s, vocab * WIDTH);
        Rows to = scratchRows(square + s * stride + other * WIDTH);
        all.add(new OuterSums(0, length, a, b, to));
      }
    }
    return all.toArray(OuterSums[]::new);
  }

  /** scratch[k,s] = sum over j >= k with s_j = s of g_jk. */
  private OuterSums[] tokenPosition(TokenTile tile) {
    List<OuterSums> all = new ArrayList<>();
    for (int k = 0; k < length; k += 4) {
      for (int s = 0; s < vocab; s += 4) {
        int at = (k * vocab + s) * WIDTH;
        var a = FourRows.of(tile.indicators(), at, vocab - s, vocab * WIDTH);
        var b = new FourRows(g, pair(k, k) * WIDTH, 4, WIDTH, 4 * WIDTH, 4 * WIDTH);
        all.add(new OuterSums(k, length, a, b, scratchRows(k * stride + s * WIDTH)));
      }
    }
    return all.toArray(OuterSums[]::new);
  }

  /** Folds scratch [rows, upToFour(S), WIDTH] from {@code at} into sums [rows, S]. */
  private void fold(int rows, int at, Sums to) {
    for (int r = 0; r < rows; r++) {
      fold(vocab, scratch, at + r * stride, to, r * vocab);
    }
  }

  /**
   * Adds the sum of each of n rows' halves to the partial sums of an entry and of the next ones.
   */
  private static void fold(int n, float[] x, int xAt, Sums to, int entry) {
    float[] partial = to.array();
    int at = to.at() + entry * FOLD;
    for (int v = 0; v < FOLD; v += LENGTH) {
      int row = xAt + v;
      for (int i = at + v; i < at + n * FOLD; i += FOLD) {
        FloatVector.fromArray(FLOATS, partial, i)
            .add(
                FloatVector.fromArray(FLOATS, x, row)
                    .add(FloatVector.fromArray(FLOATS, x, row + FOLD)))
            .intoArray(partial, i);
        row += WIDTH;
      }
    }
  }
}
