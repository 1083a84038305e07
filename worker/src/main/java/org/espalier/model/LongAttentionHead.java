package org.espalier.model;

import static org.espalier.model.SequenceMatrices.copyLanes;
import static org.espalier.model.SequenceMatrices.copyToLanes;
import static org.espalier.model.SequenceMatrices.copyTransposed;
import static org.espalier.model.SequenceMatrices.copyTransposedToLanes;
import static org.espalier.model.SequenceMatrices.entries;
import static org.espalier.model.SequenceMatrices.rows;
import static org.espalier.model.SequenceMatrices.square;

import org.espalier.model.GptScratch.Use;
import org.espalier.model.SelfAttentionHead.Operands;
import org.espalier.model.SelfAttentionHead.Vectors;

/**
 * {@link SelfAttentionHead} for one sequence whose positions are lanes, as products of matrices.
 * Queries, keys and values are matrices [e,T]; where a product reads the rows of one as its columns
 * side by side, there is a copy [T,e].
 *
 * <pre>
 *   P  = softmax(q^T k + term)        o = v P^T
 *   dP = do^T v                       dscore = P (dP - sum_j P dP)
 *   dq = k dscore^T                   dk = q dscore,  dv = do P
 * </pre>
 */
final class LongAttentionHead implements AttentionOfHead {
  private final SequenceLoops loops;
  private final int length; // T
  private final Lanes q;
  private final Lanes k;
  private final Lanes v;
  private final Vectors o;
  private final Rotation rotation;
  private final LongPositionTerm term;
  private final Matrix keyRows; // [T,e]
  private final Matrix valueRows; // [T,e]
  private final Matrix averageRows; // [T,e]
  private final Matrix averageGradient; // [e,T]
  private final Matrix queryGradientRows; // [T,e]
  private final Triangular weights; // [T,T] P
  private final Triangular scoreGradient; // [T,T] dscore
  private final TriangularProduct scores;
  private final TriangularProduct averages;
  private final TriangularProduct weightGradient;
  private final TriangularProduct valueGradient;
  private final TriangularProduct keyGradient;
  private final TriangularProduct queryGradient;

  /**
   * Vectors of the head at all positions, as the tile's rows and as matrices [e,T] with columns up
   * to a multiple of {@value TileLoops#WIDTH}.
   */
  private record Lanes(Vectors vectors, Matrix x, Matrix dx) {

    static Lanes of(Vectors vectors, int width, int length) {
      return new Lanes(vectors, entries(width, length), entries(width, length));
    }

    void load() {
      copyLanes(vectors.x(), x);
    }
  }

  /**
   * A head.
   *
   * @param layer from 1
   * @param head from 0
   */
  LongAttentionHead(GptSpace space, Operands operands, int layer, int head) {
    loops = space.loops().sequences();
    length = space.positions();
    int width = space.model().headWidth(layer - 1);
    q = Lanes.of(operands.q(), width, length);
    k = Lanes.of(operands.k(), width, length);
    v = Lanes.of(operands.v(), width, length);
    o = operands.o();
    rotation =
        space.model().positions() == PositionEncoding.ROTARY
            ? Rotation.of(width, length)
            : Rotation.NONE;
    keyRows = rows(length, width);
    valueRows = rows(length, width);
    averageRows = rows(length, width);
    averageGradient = entries(width, length);
    queryGradientRows = rows(length, width);
    Triangular p = Triangular.lower(square(length), 1);
    Triangular dscore = Triangular.lower(square(length, space.scratch(), Use.SCORES), 1);
    weights = p;
    scoreGradient = dscore;
    scores = TriangularProduct.of(rowsOf(q.x), Triangular.full(k.x), p);
    averages = TriangularProduct.of(p, Triangular.full(valueRows), Triangular.full(averageRows));
    weightGradient = TriangularProduct.of(rowsOf(averageGradient), Triangular.full(v.x), dscore);
    valueGradient =
        TriangularProduct.of(Triangular.full(averageGradient), p, Triangular.full(v.dx));
    keyGradient = TriangularProduct.of(Triangular.full(q.x), dscore, Triangular.full(k.dx));
    queryGradient =
        TriangularProduct.of(dscore, Triangular.full(keyRows), Triangular.full(queryGradientRows));
    term = LongPositionTerm.of(space, layer, head, q.x, queryGradientRows);
  }

  private static Triangular rowsOf(Matrix entries) {
    return Triangular.full(entries.transposed());
  }

  @Override
  public void prepare() {
    term.prepare();
  }

  @Override
  public void forward() {
    q.load();
    k.load();
    v.load();
    rotation.turn(q.x, 1);
    rotation.turn(k.x, 1);
    loops.multiply(scores);
    term.add(weights.matrix());
    SequenceMatrices.softmax(loops, weights);
    copyTransposed(v.x, valueRows);
    loops.multiply(averages);
    copyTransposedToLanes(averageRows, o.x()); // lanes past the last position stay zero
  }

  @Override
  public void backward() {
    copyLanes(o.dx(), averageGradient);
    loops.multiply(weightGradient);
    SequenceMatrices.softmaxGradient(loops, weights, scoreGradient);
    loops.multiply(valueGradient);
    loops.multiply(keyGradient);
    copyTransposed(k.x, keyRows);
    loops.multiply(queryGradient);
    term.backward(scoreGradient.matrix());
    copyTransposed(queryGradientRows, q.dx);
    rotation.turn(q.dx, -1);
    rotation.turn(k.dx, -1);
    copyToLanes(q.dx, q.vectors.dx());
    copyToLanes(k.dx, k.vectors.dx());
    copyToLanes(v.dx, v.vectors.dx());
  }

  @Override
  public void writeGradient(float[] gradient) {
    term.writeGradient(gradient);
  }

  /** Rotary positions: turns the pairs of rows (2p, 2p+1) of column i by an angle of its own. */
  private record Rotation(float[][] cosine, float[][] sine) {
    static final Rotation NONE = new Rotation(new float[0][], new float[0][]);

    static Rotation of(int width, int length) {
      float[][] cosine = new float[width / 2][length];
      float[][] sine = new float[width / 2][length];
      for (int p = 0; p < width / 2; p++) {
        for (int i = 0; i < length; i++) {
          double angle = Gpt.rotaryAngle(i, p, width);
          cosine[p][i] = (float) Math.cos(angle);
          sine[p][i] = (float) Math.sin(angle);
        }
      }
      return new Rotation(cosine, sine);
    }

    /**
     * Turns, or turns back.
     *
     * @param sign 1 or -1
     */
    void turn(Matrix x, float sign) {
      float[] numbers = x.array();
      for (int p = 0; p < cosine.length; p++) {
        int even = 2 * p * x.rowStride();
        int odd = even + x.rowStride();
        for (int i = 0; i < x.columns(); i++) {
          float c = cosine[p][i];
          float s = sign * sine[p][i];
          float a = numbers[even + i];
          float b = numbers[odd + i];
          numbers[even + i] = c * a - s * b;
          numbers[odd + i] = s * a + c * b;
        }
      }
    }
  }
}
