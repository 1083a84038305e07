package org.espalier.model.vector;

import static org.espalier.model.PositionBlocks.LANES;
import static org.espalier.model.vector.PositionLookup.INTS;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import org.espalier.model.PositionAttention;
import org.espalier.model.PositionBlocks;
import org.espalier.model.PositionScores;
import org.espalier.model.PositionTokens;
import org.espalier.model.ScoreFactors;
import org.espalier.model.TileLoops;

/**
 * The gradient of layer 1's attention of one sequence, block by block, while a block is in the
 * first-level cache: the sums over its queries, the gradient of its scores, and the sums of that
 * gradient by the table entries that a score is the sum of.
 */
final class PositionGradients {

  /** Copies of the sums by a key's token: neighbouring keys do not wait for each other's. */
  private static final int COPIES = 2;

  /** How many fours of lanes a vector has. */
  private static final int FOURS = LENGTH / 4;

  /** Symbols for which the gradient of the scores is gone through once. */
  private static final int SYMBOLS = FOURS == 2 ? 2 * LENGTH : LENGTH;

  /** A lane's neighbours 1, 2 and 3 further among its four, in a circle. */
  private static final int[] NEIGHBOURS = new int[3 * LANES];

  /** The lanes 8, 4, 2 and 1 further, in a circle. */
  private static final int[] FURTHER = new int[4 * LANES];

  static {
    for (int i = 0; i < LANES; i++) {
      for (int d = 1; d <= 3; d++) {
        NEIGHBOURS[(d - 1) * LANES + i] = ((i & ~3) | (i + d & 3)) & (LENGTH - 1);
      }
      for (int n = 0; n < 4; n++) {
        FURTHER[n * LANES + i] = (i + (8 >> n)) & (LENGTH - 1);
      }
    }
  }

  private float[][] partial = new float[0][]; // per head of layer 2, [upToFour(T), LANES]
  private float[] keySums = new float[0]; // [COPIES, S, LANES]
  private float[] tokenSums = new float[0]; // [upToFour(T), symbols]
  private final float[] same = new float[3 * LANES]; // by neighbour: 1 where its token is the same
  private final int[] pick = new int[4 * LANES]; // of each four, the lane that a symbol picks
  private final float[] has = new float[4 * LANES]; // 1 where there is one

  /** The array if it has that many numbers, otherwise one of zeros. */
  static float[] space(float[] array, int size) {
    return array.length == size ? array : new float[size];
  }

  /** What {@link org.espalier.model.PositionLoops#backward} asks for. */
  void backward(
      PositionAttention p,
      PositionTokens tokens,
      ScoreFactors factors,
      float[][] du,
      PositionScores sums) {
    PositionBlocks blocks = p.blocks();
    if (partial.length != du.length) {
      partial = new float[du.length][0];
    }
    for (int g = 0; g < du.length; g++) {
      partial[g] = space(partial[g], TileLoops.upToFour(blocks.length()) * LANES);
    }
    keySums = space(keySums, COPIES * tokens.vocab() * LANES);
    tokenSums = space(tokenSums, sums.tokenPosition().length);
    Arrays.fill(tokenSums, 0);
    for (int b = blocks.count() - 1; b >= 0; b--) {
      for (int v = 0; v < LANES; v += LENGTH) {
        backward(p, tokens, b, v, factors, sums.positionPosition());
      }
      addKeySums(tokens, b, keySums, sums.positionToken());
    }
    for (int g = 0; g < du.length; g++) {
      totals(blocks, partial[g], du[g]);
    }
    add(tokenSums, sums.tokenPosition());
    for (int s = 0; s < tokens.vocab(); s++) {
      for (int i = 0; i < tokens.vocab(); i += LENGTH) {
        addOfKey(tokens, s, i, tokenSums, sums.tokenToken());
      }
    }
  }

  /** The queries of one vector. */
  private void backward(
      PositionAttention p,
      PositionTokens tokens,
      int b,
      int v,
      ScoreFactors factors,
      float[] byPosition) {
    for (int g = 0; g < partial.length; g++) {
      int at = (2 * g + 1) * p.blocks().vectorSize();
      addColumns(p, b, v, factors.left(), at, partial[g]);
    }
    if (partial.length == 1) {
      scoreGradientOfRankTwo(p, tokens, b, v, factors, byPosition);
    } else {
      scoreGradient(p, tokens, b, v, factors, byPosition);
    }
    findNeighbours(tokens, b, v);
    for (int s = 0; s < tokens.vocab(); s += SYMBOLS) {
      findTokens(tokens, b, v, s, 0);
      if (FOURS == 2 && s + LENGTH < tokens.vocab()) {
        findTokens(tokens, b, v, s + LENGTH, FOURS);
        sumByTwiceTheTokens(p, b, v, s, tokens.symbols());
      } else {
        sumByQueryToken(p, b, v, s, tokens.symbols());
      }
    }
  }

  /**
   * Adds e_jk z_j for the queries j of a vector to the partial sums of k. The last block, which has
   * all keys, comes first.
   *
   * @param partial [upToFour(T), LANES]
   */
  static void addColumns(PositionAttention p, int b, int v, float[] z, int zAt, float[] partial) {
    if (b == p.blocks().count() - 1) {
      product(p, b, v, z, zAt, partial);
    } else {
      addProduct(p, b, v, z, zAt, partial);
    }
  }

  private static void product(PositionAttention p, int b, int v, float[] z, int zAt, float[] y) {
    float[] e = p.e();
    FloatVector left = FloatVector.fromArray(FLOATS, z, zAt + b * LANES + v);
    int at = p.blocks().first(b) + v;
    int end = p.blocks().rows(b) * LANES;
    for (int i = v; i < end; i += 4 * LANES) {
      FloatVector.fromArray(FLOATS, e, at).mul(left).intoArray(y, i);
      FloatVector.fromArray(FLOATS, e, at + LANES).mul(left).intoArray(y, i + LANES);
      FloatVector.fromArray(FLOATS, e, at + 2 * LANES).mul(left).intoArray(y, i + 2 * LANES);
      FloatVector.fromArray(FLOATS, e, at + 3 * LANES).mul(left).intoArray(y, i + 3 * LANES);
      at += 4 * LANES;
    }
  }

  private static void addProduct(PositionAttention p, int b, int v, float[] z, int zAt, float[] y) {
    float[] e = p.e();
    FloatVector left = FloatVector.fromArray(FLOATS, z, zAt + b * LANES + v);
    int at = p.blocks().first(b) + v;
    int end = p.blocks().rows(b) * LANES;
    for (int i = v; i < end; i += 4 * LANES) {
      FloatVector.fromArray(FLOATS, e, at)
          .fma(left, FloatVector.fromArray(FLOATS, y, i))
          .intoArray(y, i);
      FloatVector.fromArray(FLOATS, e, at + LANES)
          .fma(left, FloatVector.fromArray(FLOATS, y, i + LANES))
          .intoArray(y, i + LANES);
      FloatVector.fromArray(FLOATS, e, at + 2 * LANES)
          .fma(left, FloatVector.fromArray(FLOATS, y, i + 2 * LANES))
          .intoArray(y, i + 2 * LANES);
      FloatVector.fromArray(FLOATS, e, at + 3 * LANES)
          .fma(left, FloatVector.fromArray(FLOATS, y, i + 3 * LANES))
          .intoArray(y, i + 3 * LANES);
      at += 4 * LANES;
    }
  }

  /** y_k = the total of a row of partial sums, added as {@link TileLoops#total} does. */
  static void totals(PositionBlocks blocks, float[] partial, float[] y) {
    VectorShuffle<Integer> r8 = IntVector.fromArray(INTS, FURTHER, 0).toShuffle();
    VectorShuffle<Integer> r4 = IntVector.fromArray(INTS, FURTHER, LANES).toShuffle();
    VectorShuffle<Integer> r2 = IntVector.fromArray(INTS, FURTHER, 2 * LANES).toShuffle();
    VectorShuffle<Integer> r1 = IntVector.fromArray(INTS, FURTHER, 3 * LANES).toShuffle();
    int at = blocks.at(0);
    int end = blocks.length() * LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, partial, i);
      if (LENGTH == 16) {
        x = x.add(x.reinterpretAsInts().rearrange(r8).reinterpretAsFloats());
      } else if (LENGTH == 8) {
        x = x.add(FloatVector.fromArray(FLOATS, partial, i + 8));
      } else {
        FloatVector even = x.add(FloatVector.fromArray(FLOATS, partial, i + 8));
        FloatVector odd =
            FloatVector.fromArray(FLOATS, partial, i + 4)
                .add(FloatVector.fromArray(FLOATS, partial, i + 12));
        x = even.add(odd);
      }
      if (LENGTH >= 8) {
        x = x.add(x.reinterpretAsInts().rearrange(r4).reinterpretAsFloats());
      }
      x = x.add(x.reinterpretAsInts().rearrange(r2).reinterpretAsFloats());
      x = x.add(x.reinterpretAsInts().rearrange(r1).reinterpretAsFloats());
      y[at] = x.lane(0);
      at++;
    }
  }

  /** e_jk <- e_jk sum_r l_r[j] (x_r[k] - mean_r[j]), and its sums by positions and by s_k. */
  private void scoreGradientOfRankTwo(
      PositionAttention p,
      PositionTokens tokens,
      int b,
      int v,
      ScoreFactors factors,
      float[] byPosition) {
    float[] byKeyToken = keySums;
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    float[] l = factors.left();
    float[] x = factors.right();
    float[] mean = factors.mean();
    int[] of = tokens.ofKeys();
    int copy = tokens.vocab() * LANES;
    int size = blocks.vectorSize();
    int first = blocks.at(0);
    int lane = b * LANES + v;
    FloatVector l0 = FloatVector.fromArray(FLOATS, l, lane);
    FloatVector l1 = FloatVector.fromArray(FLOATS, l, size + lane);
    FloatVector centre =
        l1.neg()
            .fma(
                FloatVector.fromArray(FLOATS, mean, size + lane),
                l0.neg().fma(FloatVector.fromArray(FLOATS, mean, lane), FloatVector.zero(FLOATS)));
    int at = blocks.first(b) + v;
    int rows = blocks.rows(b);
    for (int k = 0; k < rows; k += 2) {
      int i = first + k;
      FloatVector g0 = l0.fma(FloatVector.broadcast(FLOATS, x[i]), centre);
      g0 = l1.fma(FloatVector.broadcast(FLOATS, x[size + i]), g0);
      g0 = FloatVector.fromArray(FLOATS, e, at).mul(g0);
      g0.intoArray(e, at);
      FloatVector.fromArray(FLOATS, byPosition, at).add(g0).intoArray(byPosition, at);
      int to0 = of[k] * LANES + v;
      FloatVector.fromArray(FLOATS, byKeyToken, to0).add(g0).intoArray(byKeyToken, to0);
      FloatVector g1 = l0.fma(FloatVector.broadcast(FLOATS, x[i + 1]), centre);
      g1 = l1.fma(FloatVector.broadcast(FLOATS, x[size + i + 1]), g1);
      g1 = FloatVector.fromArray(FLOATS, e, at + LANES).mul(g1);
      g1.intoArray(e, at + LANES);
      FloatVector.fromArray(FLOATS, byPosition, at + LANES)
          .add(g1)
          .intoArray(byPosition, at + LANES);
      int to1 = copy + of[k + 1] * LANES + v;
      FloatVector.fromArray(FLOATS, byKeyToken, to1).add(g1).intoArray(byKeyToken, to1);
      at += 2 * LANES;
    }
  }

  /** Likewise of any rank. */
  private void scoreGradient(
      PositionAttention p,
      PositionTokens tokens,
      int b,
      int v,
      ScoreFactors factors,
      float[] byPosition) {
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    int size = blocks.vectorSize();
    int lane = b * LANES + v;
    int rank = 2 * partial.length;
    FloatVector centre = FloatVector.zero(FLOATS);
    for (int r = 0; r < rank; r++) {
      int i = r * size + lane;
      centre =
          FloatVector.fromArray(FLOATS, factors.left(), i)
              .neg()
              .fma(FloatVector.fromArray(FLOATS, factors.mean(), i), centre);
    }
    int at = blocks.first(b) + v;
    int rows = blocks.rows(b);
    for (int k = 0; k < rows; k++) {
      FloatVector bracket = centre;
      for (int r = 0; r < rank; r++) {
        bracket =
            FloatVector.fromArray(FLOATS, factors.left(), r * size + lane)
                .fma(
                    FloatVector.broadcast(FLOATS, factors.right()[r * size + blocks.at(k)]),
                    bracket);
      }
      FloatVector g = FloatVector.fromArray(FLOATS, e, at).mul(bracket);
      g.intoArray(e, at);
      FloatVector.fromArray(FLOATS, byPosition, at).add(g).intoArray(byPosition, at);
      int to = (k % COPIES * tokens.vocab() + tokens.ofKeys()[k]) * LANES + v;
      FloatVector.fromArray(FLOATS, keySums, to).add(g).intoArray(keySums, to);
      at += LANES;
    }
  }

  /** Adds the sums of a block by s_k, and forgets them. */
  private static void addKeySums(PositionTokens tokens, int b, float[] x, float[] sums) {
    int copy = tokens.vocab() * LANES;
    int lanes = tokens.blocks().lanes();
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int v = 0; v < LANES; v += LENGTH) {
      int to = b * LANES + v;
      for (int i = v; i < copy; i += LANES) {
        FloatVector both =
            FloatVector.fromArray(FLOATS, x, i).add(FloatVector.fromArray(FLOATS, x, i + copy));
        FloatVector.fromArray(FLOATS, sums, to).add(both).intoArray(sums, to);
        zero.intoArray(x, i);
        zero.intoArray(x, i + copy);
        to += lanes;
      }
    }
  }

  /** y <- y + x. */
  private static void add(float[] x, float[] y) {
    for (int i = 0; i < y.length; i += LENGTH) {
      FloatVector.fromArray(FLOATS, y, i).add(FloatVector.fromArray(FLOATS, x, i)).intoArray(y, i);
    }
  }

  /** Finds, for the lanes of a vector, which of their four have the same token. */
  private void findNeighbours(PositionTokens tokens, int b, int v) {
    IntVector own = IntVector.fromArray(INTS, tokens.ofLanes(), b * LANES + v);
    IntVector one = FloatVector.broadcast(FLOATS, 1f).reinterpretAsInts();
    for (int d = 0; d < 3; d++) {
      VectorShuffle<Integer> further = IntVector.fromArray(INTS, NEIGHBOURS, d * LANES).toShuffle();
      IntVector other = own.sub(own.rearrange(further));
      IntVector differs =
          other.lanewise(VectorOperators.OR, other.neg()).lanewise(VectorOperators.ASHR, 31);
      one.lanewise(VectorOperators.AND_NOT, differs)
          .reinterpretAsFloats()
          .intoArray(same, d * LANES);
    }
  }

  /**
   * Finds, for the symbols from s on, which lane of each four of a vector to pick.
   *
   * @param to where the first four's picks are kept
   */
  private void findTokens(PositionTokens tokens, int b, int v, int s, int to) {
    int symbols = tokens.symbols();
    int at = (b * 4 + v / 4) * symbols + s;
    for (int q = 0; q < FOURS; q++) {
      IntVector.fromArray(INTS, tokens.pick(), at + q * symbols)
          .lanewise(VectorOperators.AND, LENGTH - 1)
          .intoArray(pick, (to + q) * LANES);
      FloatVector.fromArray(FLOATS, tokens.has(), at + q * symbols)
          .intoArray(has, (to + q) * LANES);
    }
    for (int q = to + FOURS; q < 4; q++) {
      Arrays.fill(has, q * LANES, (q + 1) * LANES, 0);
    }
  }

  /**
   * Adds g_jk for the queries j of a vector to the sums of k and s_j, s_j being one of the symbols
   * from s on. First each lane gets the sum over its four neighbours of the same token; then each
   * symbol picks, from each four, one lane that has it. A narrow vector has fewer fours, and the
   * factors of those that it lacks are 0.
   */
  private void sumByQueryToken(PositionAttention p, int b, int v, int s, int symbols) {
    float[] g = p.e();
    float[] sums = tokenSums;
    int at = p.blocks().first(b) + v;
    int end = p.blocks().first(b + 1);
    VectorShuffle<Integer> r1 = IntVector.fromArray(INTS, NEIGHBOURS, 0).toShuffle();
    VectorShuffle<Integer> r2 = IntVector.fromArray(INTS, NEIGHBOURS, LANES).toShuffle();
    VectorShuffle<Integer> r3 = IntVector.fromArray(INTS, NEIGHBOURS, 2 * LANES).toShuffle();
    FloatVector m1 = FloatVector.fromArray(FLOATS, same, 0);
    FloatVector m2 = FloatVector.fromArray(FLOATS, same, LANES);
    FloatVector m3 = FloatVector.fromArray(FLOATS, same, 2 * LANES);
    VectorShuffle<Integer> q0 = IntVector.fromArray(INTS, pick, 0).toShuffle();
    VectorShuffle<Integer> q1 = IntVector.fromArray(INTS, pick, LANES).toShuffle();
    VectorShuffle<Integer> q2 = IntVector.fromArray(INTS, pick, 2 * LANES).toShuffle();
    VectorShuffle<Integer> q3 = IntVector.fromArray(INTS, pick, 3 * LANES).toShuffle();
    FloatVector h0 = FloatVector.fromArray(FLOATS, has, 0);
    FloatVector h1 = FloatVector.fromArray(FLOATS, has, LANES);
    FloatVector h2 = FloatVector.fromArray(FLOATS, has, 2 * LANES);
    FloatVector h3 = FloatVector.fromArray(FLOATS, has, 3 * LANES);
    int to = s;
    for (int i = at; i < end; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, g, i);
      IntVector bits = x.reinterpretAsInts();
      x = m1.fma(bits.rearrange(r1).reinterpretAsFloats(), x);
      x = m2.fma(bits.rearrange(r2).reinterpretAsFloats(), x);
      x = m3.fma(bits.rearrange(r3).reinterpretAsFloats(), x);
      IntVector sum = x.reinterpretAsInts();
      FloatVector t = FloatVector.fromArray(FLOATS, sums, to);
      t = h0.fma(sum.rearrange(q0).reinterpretAsFloats(), t);
      t = h1.fma(sum.rearrange(q1).reinterpretAsFloats(), t);
      t = h2.fma(sum.rearrange(q2).reinterpretAsFloats(), t);
      t = h3.fma(sum.rearrange(q3).reinterpretAsFloats(), t);
      t.intoArray(sums, to);
      to += symbols;
    }
  }

  /**
   * Likewise to the sums of two vectors of symbols, where a vector has two fours. It stands apart:
   * with a branch in the one loop for both, its vectors are on the heap and a step takes twice as
   * long.
   */
  private void sumByTwiceTheTokens(PositionAttention p, int b, int v, int s, int symbols) {
    float[] g = p.e();
    float[] sums = tokenSums;
    int at = p.blocks().first(b) + v;
    int end = p.blocks().first(b + 1);
    VectorShuffle<Integer> r1 = IntVector.fromArray(INTS, NEIGHBOURS, 0).toShuffle();
    VectorShuffle<Integer> r2 = IntVector.fromArray(INTS, NEIGHBOURS, LANES).toShuffle();
    VectorShuffle<Integer> r3 = IntVector.fromArray(INTS, NEIGHBOURS, 2 * LANES).toShuffle();
    FloatVector m1 = FloatVector.fromArray(FLOATS, same, 0);
    FloatVector m2 = FloatVector.fromArray(FLOATS, same, LANES);
    FloatVector m3 = FloatVector.fromArray(FLOATS, same, 2 * LANES);
    VectorShuffle<Integer> q0 = IntVector.fromArray(INTS, pick, 0).toShuffle();
    VectorShuffle<Integer> q1 = IntVector.fromArray(INTS, pick, LANES).toShuffle();
    VectorShuffle<Integer> q2 = IntVector.fromArray(INTS, pick, 2 * LANES).toShuffle();
    VectorShuffle<Integer> q3 = IntVector.fromArray(INTS, pick, 3 * LANES).toShuffle();
    FloatVector h0 = FloatVector.fromArray(FLOATS, has, 0);
    FloatVector h1 = FloatVector.fromArray(FLOATS, has, LANES);
    FloatVector h2 = FloatVector.fromArray(FLOATS, has, 2 * LANES);
    FloatVector h3 = FloatVector.fromArray(FLOATS, has, 3 * LANES);
    int to = s;
    for (int i = at; i < end; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, g, i);
      IntVector bits = x.reinterpretAsInts();
      x = m1.fma(bits.rearrange(r1).reinterpretAsFloats(), x);
      x = m2.fma(bits.rearrange(r2).reinterpretAsFloats(), x);
      x = m3.fma(bits.rearrange(r3).reinterpretAsFloats(), x);
      IntVector sum = x.reinterpretAsInts();
      FloatVector lower = FloatVector.fromArray(FLOATS, sums, to);
      lower = h0.fma(sum.rearrange(q0).reinterpretAsFloats(), lower);
      h1.fma(sum.rearrange(q1).reinterpretAsFloats(), lower).intoArray(sums, to);
      FloatVector upper = FloatVector.fromArray(FLOATS, sums, to + LENGTH);
      upper = h2.fma(sum.rearrange(q2).reinterpretAsFloats(), upper);
      h3.fma(sum.rearrange(q3).reinterpretAsFloats(), upper).intoArray(sums, to + LENGTH);
      to += symbols;
    }
  }

  /** Adds the rows of x of the keys that have token s. */
  private static void addOfKey(PositionTokens tokens, int s, int i, float[] x, float[] sums) {
    int[] sorted = tokens.sorted();
    int symbols = tokens.symbols();
    int to = s * symbols + i;
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, to);
    int last = tokens.start()[s + 1];
    for (int n = tokens.start()[s]; n < last; n++) {
      sum = sum.add(FloatVector.fromArray(FLOATS, x, sorted[n] * symbols + i));
    }
    sum.intoArray(sums, to);
  }
}
