package org.espalier.model;

import static org.espalier.model.SequenceMatrices.entries;
import static org.espalier.model.SequenceMatrices.rows;
import static org.espalier.model.SequenceMatrices.square;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.model.GptScratch.Use;

/**
 * What the positions add to the scores of a head of one sequence, with its gradient. What there is
 * for each distance is kept from the greatest to zero, so that what belongs to the keys of a query,
 * the distance falling from key to key, lies side by side in their order.
 */
interface LongPositionTerm {

  /** Nothing is added. */
  LongPositionTerm NONE = scores -> {};

  /** scores_ij <- scores_ij + term of query i and key j, for j <= i. */
  void add(Matrix scores);

  /** From the derivatives by the scores, adds to those by what the term is made of. */
  default void backward(Matrix scoreGradient) {}

  /** Takes what is learned from the parameters, and forgets its gradient. */
  default void prepare() {}

  /** Writes the gradient of what is learned. */
  default void writeGradient(float[] gradient) {}

  /**
   * That of a head.
   *
   * @param layer from 1
   * @param head from 0
   * @param q [e,T] its queries
   * @param queryGradient [T,e] what derivatives by them are added to
   */
  static LongPositionTerm of(GptSpace space, int layer, int head, Matrix q, Matrix queryGradient) {
    return switch (space.model().positions()) {
      case RELATIVE -> Bias.learned(space, layer, head);
      case RELATIVE_QUERY -> new DistanceRows(space, layer, head, q, queryGradient);
      case ALIBI -> {
        double slope = Gpt.alibiSlope(head, space.model().heads().get(layer - 1));
        yield Bias.fixed(space, slope);
      }
      case LEARNED, NONE, ROTARY -> NONE;
    };
  }

  /** A number for each distance: score_ij <- score_ij + b_{i-j}, learned or not. */
  final class Bias implements LongPositionTerm {
    private final SequenceLoops loops;
    private final int length;
    private final float[] parameters; // null where it is not learned
    private final int at;
    private final float[] numbers; // b_{T-1}, .., b_0
    private final float[] gradient; // likewise

    private Bias(GptSpace space, float[] parametersOrNull, int at) {
      loops = space.loops().sequences();
      length = space.positions();
      parameters = parametersOrNull;
      this.at = at;
      numbers = new float[length + TriangularProduct.COLUMNS];
      gradient = new float[length + TriangularProduct.COLUMNS];
    }

    static Bias learned(GptSpace space, int layer, int head) {
      int at = space.at("relative" + layer) + head * space.positions();
      return new Bias(space, space.parameters(), at);
    }

    /** b_t = -slope t. */
    static Bias fixed(GptSpace space, double slope) {
      var bias = new Bias(space, null, 0);
      for (int t = 0; t < bias.length; t++) {
        bias.numbers[bias.length - 1 - t] = (float) (-slope * t);
      }
      return bias;
    }

    @Override
    public void prepare() {
      if (parameters != null) {
        for (int t = 0; t < length; t++) {
          numbers[length - 1 - t] = parameters[at + t];
        }
        Arrays.fill(gradient, 0);
      }
    }

    @Override
    public void add(Matrix scores) {
      for (int i = 0; i < length; i++) {
        loops.add(numbers, length - 1 - i, scores.array(), i * scores.rowStride(), i + 1);
      }
    }

    @Override
    public void backward(Matrix scoreGradient) {
      if (parameters != null) {
        for (int i = 0; i < length; i++) {
          int from = i * scoreGradient.rowStride();
          loops.add(scoreGradient.array(), from, gradient, length - 1 - i, i + 1);
        }
      }
    }

    @Override
    public void writeGradient(float[] all) {
      if (parameters != null) {
        for (int t = 0; t < length; t++) {
          all[at + t] = gradient[length - 1 - t];
        }
      }
    }
  }

  /**
   * A learned vector for each distance: score_ij <- score_ij + q_i r_{i-j}. Of the products of
   * queries with vectors, those of {@value TileLoops#WIDTH} neighbouring queries are computed as
   * far as the last of them reaches.
   */
  final class DistanceRows implements LongPositionTerm {
    private final SequenceLoops loops;
    private final int length;
    private final float[] parameters;
    private final int at;
    private final int stride;
    private final Matrix vectors; // [T,e] r_{T-1}, .., r_0
    private final Matrix columns; // [e,T]
    private final Matrix gradient; // [e,T]
    private final Matrix terms; // [T,T] by query and distance
    private final Matrix termGradient; // [T,T]
    private final TriangularProduct[] forward;
    private final TriangularProduct[] backward;

    DistanceRows(GptSpace space, int layer, int head, Matrix q, Matrix queryGradient) {
      loops = space.loops().sequences();
      length = space.positions();
      parameters = space.parameters();
      stride = space.model().width();
      int width = q.rows();
      at = space.at("relative" + layer) + head * width;
      vectors = rows(length, width);
      columns = entries(width, length);
      gradient = entries(width, length);
      terms = square(length, space.scratch(), Use.DISTANCES);
      termGradient = square(length, space.scratch(), Use.DISTANCE_GRADIENTS);
      List<TriangularProduct> products = new ArrayList<>();
      List<TriangularProduct> gradients = new ArrayList<>();
      for (int i = 0; i < length; i += WIDTH) {
        int n = Math.min(WIDTH, length - i);
        int reached = Math.max(0, length - i - n);
        int c = reached - reached % TriangularProduct.COLUMNS;
        Matrix queries = q.part(0, i, width, n);
        Matrix r = columns.part(0, c, width, length - c);
        products.add(TriangularProduct.of(queries.transposed(), r, part(terms, i, c, n)));
        Matrix d = part(termGradient, i, c, n);
        Matrix rRows = vectors.part(c, 0, length - c, width);
        gradients.add(TriangularProduct.of(d, rRows, queryGradient.part(i, 0, n, width)));
        gradients.add(TriangularProduct.of(queries, d, gradient.part(0, c, width, length - c)));
      }
      forward = products.toArray(TriangularProduct[]::new);
      backward = gradients.toArray(TriangularProduct[]::new);
    }

    private Matrix part(Matrix square, int row, int column, int count) {
      return square.part(row, column, count, length - column);
    }

    @Override
    public void prepare() {
      for (int t = 0; t < length; t++) {
        int c = length - 1 - t;
        for (int e = 0; e < vectors.columns(); e++) {
          float x = parameters[at + t * stride + e];
          vectors.array()[c * vectors.rowStride() + e] = x;
          columns.array()[e * columns.rowStride() + c] = x;
        }
      }
      gradient.clearArray();
    }

    @Override
    public void add(Matrix scores) {
      terms.clearArray();
      for (TriangularProduct product : forward) {
        loops.multiplyAdd(product);
      }
      for (int i = 0; i < length; i++) {
        int from = i * terms.rowStride() + length - 1 - i;
        loops.add(terms.array(), from, scores.array(), i * scores.rowStride(), i + 1);
      }
    }

    @Override
    public void backward(Matrix scoreGradient) {
      for (int i = 0; i < length; i++) {
        int from = i * scoreGradient.rowStride();
        int to = i * termGradient.rowStride() + length - 1 - i;
        System.arraycopy(scoreGradient.array(), from, termGradient.array(), to, i + 1);
      }
      for (TriangularProduct product : backward) {
        loops.multiplyAdd(product);
      }
    }

    @Override
    public void writeGradient(float[] all) {
      for (int t = 0; t < length; t++) {
        for (int e = 0; e < gradient.rows(); e++) {
          all[at + t * stride + e] = gradient.array()[e * gradient.rowStride() + length - 1 - t];
        }
      }
    }
  }
}
