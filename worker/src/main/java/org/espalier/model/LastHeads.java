package org.espalier.model;

import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.List;

/**
 * The heads of the last layer on one sequence, which attend from its last position alone: with the
 * query r of a head, in parts as what it reads,
 *
 * <pre>
 *   w = softmax(sum_c X_c r_c)       y_c = X_c^T w
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   dw = sum_c X_c dy_c              dscore = w (dw - w dw)
 *   dr_c = X_c^T dscore              dX_c = w dy_c^T + dscore r_c^T
 * </pre>
 */
final class LastHeads {
  private final SequenceLoops loops;
  private final SequenceTokens tokens;
  private final int heads;
  private final int parts; // learned
  private final int width; // S + T
  private final Matrix columns; // [parts (S+T), heads] vectors that multiply X from the right
  private final Matrix scores; // [T, heads]
  private final Matrix weights; // [2 heads, T] w of each head, and dscore of each
  private final Triangular attention; // w
  private final Triangular scoreGradient; // dscore
  private final Matrix[] averages; // per part, [heads, S+T]
  private final Matrix[] factors; // per part, [2 heads, S+T] dy_c and r_c of each head
  private final TriangularProduct[] scoring; // per part
  private final TriangularProduct[] averaging; // per part, with w
  private final TriangularProduct[] averagingGradients; // per part, with dscore
  private final TriangularProduct[] gradients; // per part

  /**
   * Heads that read the embedding and some learned parts.
   *
   * @param heads how many
   */
  LastHeads(SequenceLoops loops, SequenceTokens tokens, List<SequencePart> learned, int heads) {
    this.loops = loops;
    this.tokens = tokens;
    this.heads = heads;
    int vocab = tokens.vocab();
    int length = tokens.length();
    width = vocab + length;
    parts = learned.size();
    int stride = SequencePart.stride(vocab, length);
    columns = SequenceMatrices.zeros(parts * width, heads, upToColumns(heads));
    scores = SequenceMatrices.zeros(length, heads, upToColumns(heads));
    // Products with the rows of dscore read as many as are computed together.
    Matrix rows =
        SequenceMatrices.zeros(heads + TileLoops.upToFour(heads), length, upToColumns(length));
    weights = rows.part(0, 0, 2 * heads, length);
    Triangular w = Triangular.full(weights.part(0, 0, heads, length));
    Triangular dscore = Triangular.full(weights.part(heads, 0, heads, length));
    attention = w;
    scoreGradient = dscore;
    Triangular both = Triangular.full(weights.transposed());
    averages = new Matrix[parts];
    factors = new Matrix[parts];
    scoring = new TriangularProduct[parts];
    averaging = new TriangularProduct[parts];
    averagingGradients = new TriangularProduct[parts];
    gradients = new TriangularProduct[parts];
    for (int c = 0; c < parts; c++) {
      averages[c] = SequenceMatrices.zeros(heads, width, stride);
      factors[c] = SequenceMatrices.zeros(2 * heads, width, stride);
      Triangular x = learned.get(c).x();
      Triangular of = Triangular.full(columns.part(c * width, 0, width, heads));
      Triangular y = Triangular.full(averages[c]);
      scoring[c] = TriangularProduct.of(x, of, Triangular.full(scores));
      averaging[c] = TriangularProduct.of(w, x, y);
      averagingGradients[c] = TriangularProduct.of(dscore, x, y);
      gradients[c] = TriangularProduct.of(both, Triangular.full(factors[c]), learned.get(c).dx());
    }
  }

  /**
   * Computes the averages.
   *
   * @param queries r of each head [heads, (1 + parts) (S+T)]
   * @param y likewise, overwritten
   */
  void forward(Matrix queries, Matrix y) {
    score(queries, 0);
    SequenceMatrices.softmax(loops, attention);
    average(averaging, 0, y);
  }

  /** Index of a row of {@link #weights}. */
  private int rowOf(int row) {
    return row * weights.rowStride();
  }

  /** X v for a vector of each head, to the rows of {@link #weights} from one on. */
  private void score(Matrix vectors, int firstRow) {
    for (int g = 0; g < heads; g++) {
      int from = vectors.at() + g * vectors.rowStride() + width;
      for (int e = 0; e < parts * width; e++) {
        columns.array()[e * columns.rowStride() + g] = vectors.array()[from + e];
      }
    }
    scores.clearArray();
    for (TriangularProduct product : scoring) {
      loops.multiplyAdd(product);
    }
    for (int g = 0; g < heads; g++) {
      int to = rowOf(firstRow + g);
      tokens.lookUp(vectors.array(), vectors.at() + g * vectors.rowStride(), weights.array(), to);
      for (int j = 0; j < tokens.length(); j++) {
        weights.array()[to + j] += scores.array()[j * scores.rowStride() + g];
      }
    }
  }

  /** X^T w for the rows of {@link #weights} from one on. */
  private void average(TriangularProduct[] products, int firstRow, Matrix y) {
    for (int c = 0; c < parts; c++) {
      averages[c].clearArray();
      loops.multiplyAdd(products[c]);
    }
    for (int g = 0; g < heads; g++) {
      int to = y.at() + g * y.rowStride();
      tokens.collect(weights.array(), rowOf(firstRow + g), y.array(), to);
      for (int c = 0; c < parts; c++) {
        int from = g * averages[c].rowStride();
        System.arraycopy(averages[c].array(), from, y.array(), to + (c + 1) * width, width);
      }
    }
  }

  /**
   * Adds to the derivatives by the parts.
   *
   * @param queries as at {@link #forward}
   * @param dy the derivatives by the averages
   * @param dqueries those by the queries, overwritten
   */
  void backward(Matrix queries, Matrix dy, Matrix dqueries) {
    score(dy, heads);
    SequenceMatrices.softmaxGradient(loops, attention, scoreGradient);
    average(averagingGradients, heads, dqueries);
    for (int c = 0; c < parts; c++) {
      for (int g = 0; g < heads; g++) {
        copyPart(dy, g, c, g);
        copyPart(queries, g, c, heads + g);
      }
      loops.multiplyAdd(gradients[c]);
    }
  }

  private void copyPart(Matrix vectors, int g, int c, int row) {
    int from = vectors.at() + g * vectors.rowStride() + (c + 1) * width;
    int to = row * factors[c].rowStride();
    System.arraycopy(vectors.array(), from, factors[c].array(), to, width);
  }
}
