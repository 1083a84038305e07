package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.AttentionLookup;
import org.espalier.model.CausalAttention;
import org.espalier.model.ScoreTables;
import org.espalier.model.TokenTile;

/**
 * What {@link TableLookup} computes, where the symbols are so few that a query's whole row of
 * either table fits into registers: nothing but e is written.
 *
 * <p>A symbol that does not exist is the last one again, with a factor of zero.
 *
 * @param p overwritten
 */
record FewSymbolsLookup(TokenTile tile, ScoreTables tables, CausalAttention p)
    implements AttentionLookup {

  /** The largest vocabulary. */
  static final int MOST = 3;

  @Override
  public void attend() {
    for (int j = 0; j < tile.length(); j++) {
      for (int v = 0; v < WIDTH; v += LENGTH) {
        attend(j, v);
      }
    }
  }

  /** Attention of query j, of the sequences of one vector. */
  private void attend(int j, int v) {
    int vocab = tile.vocab();
    int s1 = Math.min(1, vocab - 1);
    int s2 = Math.min(2, vocab - 1);
    float f1 = vocab > 1 ? 1 : 0;
    float f2 = vocab > 2 ? 1 : 0;
    float[] byToken = tables.byToken();
    float[] byPosition = tables.byPosition();
    float[] indicators = tile.indicators();
    float[] e = p.e();
    int stride = vocab * WIDTH;

    FloatVector x0 = FloatVector.zero(FLOATS);
    FloatVector x1 = FloatVector.zero(FLOATS);
    FloatVector x2 = FloatVector.zero(FLOATS);
    for (int r = 0; r < vocab; r++) {
      FloatVector own = FloatVector.fromArray(FLOATS, indicators, j * stride + r * WIDTH + v);
      int entry = (j * vocab + r) * vocab;
      x0 = own.fma(FloatVector.broadcast(FLOATS, byToken[entry]), x0);
      x1 = own.fma(FloatVector.broadcast(FLOATS, f1 * byToken[entry + s1]), x1);
      x2 = own.fma(FloatVector.broadcast(FLOATS, f2 * byToken[entry + s2]), x2);
    }
    int ownAt = j * stride + v;
    FloatVector own0 = FloatVector.fromArray(FLOATS, indicators, ownAt);
    FloatVector own1 = FloatVector.fromArray(FLOATS, indicators, ownAt + s1 * WIDTH).mul(f1);
    FloatVector own2 = FloatVector.fromArray(FLOATS, indicators, ownAt + s2 * WIDTH).mul(f2);

    FloatVector total = FloatVector.zero(FLOATS);
    int entry = pair(j, 0) * vocab;
    int at = pair(j, 0) * WIDTH + v;
    int end = at + (j + 1) * WIDTH;
    for (int other = v; at < end; at += WIDTH, other += stride, entry += vocab) {
      FloatVector position = own0.mul(FloatVector.broadcast(FLOATS, byPosition[entry]));
      position = own1.fma(FloatVector.broadcast(FLOATS, byPosition[entry + s1]), position);
      position = own2.fma(FloatVector.broadcast(FLOATS, byPosition[entry + s2]), position);
      FloatVector token = FloatVector.fromArray(FLOATS, indicators, other).mul(x0);
      token = FloatVector.fromArray(FLOATS, indicators, other + s1 * WIDTH).fma(x1, token);
      token = FloatVector.fromArray(FLOATS, indicators, other + s2 * WIDTH).fma(x2, token);
      FloatVector weight = TableLookup.unlessNegligible(token.mul(position));
      weight.intoArray(e, at);
      total = total.add(weight);
    }
    total.intoArray(p.scale(), j * WIDTH + v);
  }
}
