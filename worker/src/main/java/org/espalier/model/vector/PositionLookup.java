package org.espalier.model.vector;

import static org.espalier.model.PositionBlocks.LANES;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.espalier.model.PositionAttention;
import org.espalier.model.PositionBlocks;
import org.espalier.model.PositionScores;
import org.espalier.model.PositionTokens;

/**
 * What the tokens of the lanes look up in a row over symbols: a vector of the row, rearranged. A
 * vector has as many symbols as lanes; where there are more, one of their vectors has a lane's
 * symbol and the others give it no bits. Rows are rearranged as integers, of which alone the Vector
 * API makes shuffles without leaving the processor's registers.
 */
final class PositionLookup {

  /** Vectors of integers, as wide as those of floats. */
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

  /** {@link Vectors#LENGTH} is 2 to this power. */
  private static final int LENGTH_BITS = Integer.numberOfTrailingZeros(LENGTH);

  private PositionLookup() {}

  /**
   * factors[k,s] = the product of the exponentials that depend on key k and the query's token s.
   */
  static void factors(PositionScores tables, PositionTokens tokens, float[] factors) {
    int[] of = tokens.ofKeys();
    int symbols = tokens.symbols();
    float[] byPosition = tables.tokenPosition();
    float[] byToken = tables.tokenToken();
    for (int s = 0; s < tokens.vocab(); s += LENGTH) {
      for (int k = 0; k < of.length; k++) {
        int at = k * symbols + s;
        FloatVector.fromArray(FLOATS, byPosition, at)
            .mul(FloatVector.fromArray(FLOATS, byToken, of[k] * symbols + s))
            .intoArray(factors, at);
      }
    }
  }

  /** Attention of the queries of one vector and the sums over their keys. */
  static void attend(
      PositionScores tables,
      PositionTokens tokens,
      float[] factors,
      PositionAttention p,
      int b,
      int v) {
    if (tokens.vocab() <= LENGTH) {
      attendFew(tables, tokens, factors, p, b, v);
      return;
    }
    if (tokens.vocab() <= 2 * LENGTH) {
      attendTwice(tables, tokens, factors, p, b, v);
      return;
    }
    for (int s = 0; s < tokens.vocab(); s += LENGTH) {
      pick(tokens, s, factors, p, b, v);
    }
    multiply(tables, tokens, p, b, v);
  }

  /** Where a row over the symbols is one vector. */
  private static void attendFew(
      PositionScores tables,
      PositionTokens tokens,
      float[] factors,
      PositionAttention p,
      int b,
      int v) {
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    float[] byPosition = tables.positionPosition();
    float[] byToken = tables.positionToken();
    int[] of = tokens.ofKeys();
    int lanes = blocks.lanes();
    int symbols = tokens.symbols();
    int lane = b * LANES + v;
    VectorShuffle<Integer> own = IntVector.fromArray(INTS, tokens.ofLanes(), lane).toShuffle();
    int at = blocks.first(b) + v;
    int rows = blocks.rows(b);
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    for (int k = 0; k < rows; k += 2) {
      int i = at + k * LANES;
      FloatVector x0 =
          FloatVector.fromArray(FLOATS, factors, k * symbols)
              .reinterpretAsInts()
              .rearrange(own)
              .reinterpretAsFloats()
              .mul(FloatVector.fromArray(FLOATS, byPosition, i))
              .mul(FloatVector.fromArray(FLOATS, byToken, of[k] * lanes + lane));
      FloatVector w0 = TableLookup.unlessNegligible(x0);
      w0.intoArray(e, i);
      FloatVector x1 =
          FloatVector.fromArray(FLOATS, factors, (k + 1) * symbols)
              .reinterpretAsInts()
              .rearrange(own)
              .reinterpretAsFloats()
              .mul(FloatVector.fromArray(FLOATS, byPosition, i + LANES))
              .mul(FloatVector.fromArray(FLOATS, byToken, of[k + 1] * lanes + lane));
      FloatVector w1 = TableLookup.unlessNegligible(x1);
      w1.intoArray(e, i + LANES);
      even = even.add(w0);
      odd = odd.add(w1);
    }
    even.add(odd).intoArray(p.scale(), lane);
  }

  /**
   * Where it is two vectors: that which does not have a query's symbol gives it no bits. One key at
   * a time: with two, as in {@link #attendFew}, vectors are on the heap.
   */
  private static void attendTwice(
      PositionScores tables,
      PositionTokens tokens,
      float[] factors,
      PositionAttention p,
      int b,
      int v) {
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    float[] byPosition = tables.positionPosition();
    float[] byToken = tables.positionToken();
    int[] of = tokens.ofKeys();
    int lanes = blocks.lanes();
    int symbols = tokens.symbols();
    int lane = b * LANES + v;
    IntVector token = IntVector.fromArray(INTS, tokens.ofLanes(), lane);
    IntVector isUpper = token.lanewise(VectorOperators.LSHR, LENGTH_BITS).neg();
    VectorShuffle<Integer> own = token.lanewise(VectorOperators.AND, LENGTH - 1).toShuffle();
    int at = blocks.first(b) + v;
    int rows = blocks.rows(b);
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    for (int k = 0; k < rows; k++) {
      int i = at + k * LANES;
      IntVector lower =
          FloatVector.fromArray(FLOATS, factors, k * symbols).reinterpretAsInts().rearrange(own);
      FloatVector x =
          FloatVector.fromArray(FLOATS, factors, k * symbols + LENGTH)
              .reinterpretAsInts()
              .rearrange(own)
              .lanewise(VectorOperators.XOR, lower)
              .lanewise(VectorOperators.AND, isUpper)
              .lanewise(VectorOperators.XOR, lower)
              .reinterpretAsFloats()
              .mul(FloatVector.fromArray(FLOATS, byPosition, i))
              .mul(FloatVector.fromArray(FLOATS, byToken, of[k] * lanes + lane));
      FloatVector weight = TableLookup.unlessNegligible(x);
      weight.intoArray(e, i);
      FloatVector sum = odd.add(weight);
      odd = even; // the two take turns
      even = sum;
    }
    even.add(odd).intoArray(p.scale(), lane);
  }

  /** Puts the factors of the symbols from s on into e, where a query has one of them. */
  private static void pick(
      PositionTokens tokens, int s, float[] factors, PositionAttention p, int b, int v) {
    float[] e = p.e();
    int symbols = tokens.symbols();
    IntVector token = IntVector.fromArray(INTS, tokens.ofLanes(), b * LANES + v);
    IntVector chunk = token.lanewise(VectorOperators.LSHR, LENGTH_BITS).sub(s >> LENGTH_BITS);
    IntVector elsewhere =
        chunk.lanewise(VectorOperators.OR, chunk.neg()).lanewise(VectorOperators.ASHR, 31);
    VectorShuffle<Integer> own = token.lanewise(VectorOperators.AND, LENGTH - 1).toShuffle();
    IntVector kept = IntVector.broadcast(INTS, s == 0 ? 0 : -1);
    int at = p.blocks().first(b) + v;
    int rows = p.blocks().rows(b);
    for (int k = 0; k < rows; k++) {
      int i = at + k * LANES;
      FloatVector.fromArray(FLOATS, factors, k * symbols + s)
          .reinterpretAsInts()
          .rearrange(own)
          .lanewise(VectorOperators.AND_NOT, elsewhere)
          .lanewise(
              VectorOperators.OR,
              FloatVector.fromArray(FLOATS, e, i)
                  .reinterpretAsInts()
                  .lanewise(VectorOperators.AND, kept))
          .reinterpretAsFloats()
          .intoArray(e, i);
    }
  }

  /** As {@link #attendFew}, with what has been looked up in e. */
  private static void multiply(
      PositionScores tables, PositionTokens tokens, PositionAttention p, int b, int v) {
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    int[] of = tokens.ofKeys();
    int lane = b * LANES + v;
    int at = blocks.first(b) + v;
    int rows = blocks.rows(b);
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    for (int k = 0; k < rows; k++) {
      int i = at + k * LANES;
      FloatVector weight =
          TableLookup.unlessNegligible(
              FloatVector.fromArray(FLOATS, e, i)
                  .mul(FloatVector.fromArray(FLOATS, tables.positionPosition(), i))
                  .mul(
                      FloatVector.fromArray(
                          FLOATS, tables.positionToken(), of[k] * blocks.lanes() + lane)));
      weight.intoArray(e, i);
      FloatVector sum = odd.add(weight);
      odd = even; // the two take turns
      even = sum;
    }
    even.add(odd).intoArray(p.scale(), lane);
  }

  /** y_k <- y_k + r[s_k] where s_k is one of the symbols from s on. */
  static void add(PositionTokens tokens, int s, float[] r, int rAt, float[] y, int yAt) {
    IntVector bySymbol = FloatVector.fromArray(FLOATS, r, rAt + s).reinterpretAsInts();
    int lanes = tokens.blocks().lanes();
    for (int i = 0; i < lanes; i += LENGTH) {
      IntVector token = IntVector.fromArray(INTS, tokens.ofLanes(), i);
      IntVector chunk = token.lanewise(VectorOperators.LSHR, LENGTH_BITS).sub(s >> LENGTH_BITS);
      IntVector elsewhere =
          chunk.lanewise(VectorOperators.OR, chunk.neg()).lanewise(VectorOperators.ASHR, 31);
      bySymbol
          .rearrange(token.lanewise(VectorOperators.AND, LENGTH - 1).toShuffle())
          .lanewise(VectorOperators.AND_NOT, elsewhere)
          .reinterpretAsFloats()
          .add(FloatVector.fromArray(FLOATS, y, yAt + i))
          .intoArray(y, yAt + i);
    }
  }
}
