package org.espalier.model;

import static org.espalier.model.SmallMatrices.add;
import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One head of attention over the residual stream of one sequence, at all of its positions: {@link
 * DenseHead}'s equations as products of matrices. With the rows of X_0 the embeddings, of X_c a
 * learned part and M_ab the head's matrix between two parts,
 *
 * <pre>
 *   R_b = sum_a X_a M_ab     P = softmax(sum_b R_b X_b^T)     Y_b = P X_b
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   dP = sum_b dY_b X_b^T    dscore = P (dP - sum_j P dP)     dR_b = dscore X_b
 *   dM_ab = X_a^T dR_b       dX_a += P^T dY_a + dscore^T R_a + sum_b dR_b M_ab^T
 * </pre>
 *
 * <p>Of products with X_0 = [E, I], E having the one-hot tokens as rows, only those with E are
 * computed: X_0 M is E times some rows of M, and the others; P X_0 has P itself in the columns of
 * positions, which is where it is kept. So is dscore, in those of dR_0.
 */
final class SequenceHead {
  private final SequenceLoops loops;
  private final SequenceTokens tokens;
  private final HeadMatrix matrix;
  private final SequencePart[] averages; // Y
  private final Matrix weights; // P [T,T], part of the first of them
  private final Triangular[] query; // R, per part
  private final Triangular[] queryGradient; // dR, per part
  private final Matrix tokenSums; // [T,S]
  private final TriangularProduct[] queries;
  private final TriangularProduct[] scores;
  private final TriangularProduct sumByToken;
  private final TriangularProduct[] averaging;
  private final TriangularProduct[] weightGradients;
  private final TriangularProduct sumGradientByToken;
  private final TriangularProduct[] queryGradients;
  private final TriangularProduct[] gradients; // dM, and dX of the learned parts

  /**
   * A head of one sequence.
   *
   * @param learned the learned parts that it reads
   * @param queryGradient space for vectors of each part, which other sequences may use as well
   */
  SequenceHead(
      SequenceLoops loops,
      SequenceTokens tokens,
      List<SequencePart> learned,
      HeadMatrix matrix,
      Triangular[] queryGradient) {
    this.loops = loops;
    this.tokens = tokens;
    this.matrix = matrix;
    this.queryGradient = queryGradient;
    int vocab = tokens.vocab();
    int length = tokens.length();
    int parts = matrix.parts();
    averages = new SequencePart[parts];
    Arrays.setAll(averages, c -> new SequencePart(vocab, length));
    query = new Triangular[parts];
    Arrays.setAll(query, c -> SequencePart.vectors(vocab, length));
    tokenSums = SequencePart.zeros(length, vocab, upToColumns(vocab));
    Triangular p = averages[0].byPosition();
    weights = p.matrix();
    Triangular dscore = SequencePart.byPosition(queryGradient[0], vocab, length);
    Triangular sums = Triangular.full(tokenSums);
    sumByToken = TriangularProduct.of(p, tokens.oneHot(), sums);
    sumGradientByToken = TriangularProduct.of(dscore, tokens.oneHot(), sums);
    List<TriangularProduct> toQueries = new ArrayList<>();
    List<TriangularProduct> toScores = new ArrayList<>();
    List<TriangularProduct> toAverages = new ArrayList<>();
    List<TriangularProduct> toWeights = new ArrayList<>();
    List<TriangularProduct> toQueryGradients = new ArrayList<>();
    List<TriangularProduct> toGradients = new ArrayList<>();
    toScores.add(TriangularProduct.of(byToken(query[0]), tokens.oneHotColumns(), p));
    toWeights.add(TriangularProduct.of(byToken(averages[0].dx()), tokens.oneHotColumns(), dscore));
    Triangular byToken = tokens.oneHot();
    for (int b = 0; b < parts; b++) {
      Triangular m = Triangular.full(rowsOfTokens(matrix.between(0, b)));
      Triangular dm = Triangular.full(rowsOfTokens(matrix.gradient(0, b)));
      toQueries.add(TriangularProduct.of(byToken, m, query[b]));
      toGradients.add(TriangularProduct.of(byToken.transposed(), queryGradient[b], dm));
    }
    for (int a = 1; a < parts; a++) {
      SequencePart part = learned.get(a - 1);
      toScores.add(TriangularProduct.of(query[a], part.columns(), p));
      toAverages.add(TriangularProduct.of(p, part.x(), averages[a].x()));
      toWeights.add(TriangularProduct.of(averages[a].dx(), part.columns(), dscore));
      toQueryGradients.add(TriangularProduct.of(dscore, part.x(), queryGradient[a]));
      toGradients.add(TriangularProduct.of(p.transposed(), averages[a].dx(), part.dx()));
      toGradients.add(TriangularProduct.of(dscore.transposed(), query[a], part.dx()));
      for (int b = 0; b < parts; b++) {
        Triangular m = Triangular.full(matrix.between(a, b));
        Triangular dm = Triangular.full(matrix.gradient(a, b));
        Triangular transposed = Triangular.full(matrix.transposed(a, b));
        toQueries.add(TriangularProduct.of(part.x(), m, query[b]));
        toGradients.add(TriangularProduct.of(part.x().transposed(), queryGradient[b], dm));
        toGradients.add(TriangularProduct.of(queryGradient[b], transposed, part.dx()));
      }
    }
    queries = toQueries.toArray(TriangularProduct[]::new);
    scores = toScores.toArray(TriangularProduct[]::new);
    averaging = toAverages.toArray(TriangularProduct[]::new);
    weightGradients = toWeights.toArray(TriangularProduct[]::new);
    queryGradients = toQueryGradients.toArray(TriangularProduct[]::new);
    gradients = toGradients.toArray(TriangularProduct[]::new);
  }

  private Matrix rowsOfTokens(Matrix m) {
    return m.part(0, 0, tokens.vocab(), m.columns());
  }

  private Triangular byToken(Triangular vectors) {
    return Triangular.full(vectors.matrix().part(0, 0, tokens.length(), tokens.vocab()));
  }

  /** Y, per part. */
  List<SequencePart> averages() {
    return List.of(averages);
  }

  private void multiplyAdd(TriangularProduct[] products) {
    for (TriangularProduct product : products) {
      loops.multiplyAdd(product);
    }
  }

  /** Computes the averages. */
  void forward() {
    copyRowsOfPositions();
    multiplyAdd(queries);
    copyByPosition(query[0], averages[0].x());
    multiplyAdd(scores);
    softmax();
    sumByToken(sumByToken, averages[0].x());
    for (int c = 1; c < averages.length; c++) {
      clear(averages[c].x());
    }
    multiplyAdd(averaging);
    for (SequencePart average : averages) {
      average.transpose();
    }
  }

  private static void clear(Triangular vectors) {
    Arrays.fill(vectors.matrix().array(), 0);
  }

  /**
   * The rows of M_0b of the positions, to which {@link #queries} add those of the tokens: all of
   * them, for products add to what they compute beyond the triangle as well.
   */
  private void copyRowsOfPositions() {
    for (int b = 0; b < query.length; b++) {
      Matrix r = query[b].matrix();
      int from = tokens.vocab() * r.rowStride();
      int size = tokens.length() * r.rowStride();
      System.arraycopy(matrix.between(0, b).array(), from, r.array(), 0, size);
    }
  }

  /** The columns of positions, of vectors [T, S+T] each. */
  private void copyByPosition(Triangular from, Triangular to) {
    int stride = to.matrix().rowStride();
    for (int i = 0; i < tokens.length(); i++) {
      int at = i * stride + tokens.vocab();
      System.arraycopy(from.matrix().array(), at, to.matrix().array(), at, i + 1);
    }
  }

  /** Row by row; what products have left beyond a row's own position is set to zero. */
  private void softmax() {
    float[] p = weights.array();
    for (int i = 0; i < tokens.length(); i++) {
      int at = weights.at() + i * weights.rowStride();
      loops.softmax(p, at, i + 1);
      Arrays.fill(p, at + i + 1, at + upToColumns(tokens.length()), 0);
    }
  }

  /** The columns of tokens of an average of embeddings. */
  private void sumByToken(TriangularProduct product, Triangular to) {
    Arrays.fill(tokenSums.array(), 0);
    loops.multiplyAdd(product);
    int stride = to.matrix().rowStride();
    for (int i = 0; i < tokens.length(); i++) {
      for (int s = 0; s < tokens.vocab(); s++) {
        to.matrix().array()[i * stride + s] = tokenSums.array()[i * tokenSums.rowStride() + s];
      }
    }
  }

  /** From the derivatives by the averages to those by the matrix and by what the head reads. */
  void backward() {
    copyByPosition(averages[0].dx(), queryGradient[0]);
    multiplyAdd(weightGradients);
    softmaxGradient();
    sumByToken(sumGradientByToken, queryGradient[0]);
    for (int b = 1; b < queryGradient.length; b++) {
      clear(queryGradient[b]);
    }
    multiplyAdd(queryGradients);
    addToRowsOfPositions();
    multiplyAdd(gradients);
  }

  private void softmaxGradient() {
    float[] dscore = queryGradient[0].matrix().array();
    for (int i = 0; i < tokens.length(); i++) {
      int at = weights.at() + i * weights.rowStride();
      loops.softmaxGradient(weights.array(), at, dscore, at, i + 1);
      Arrays.fill(dscore, at + i + 1, at + upToColumns(tokens.length()), 0);
    }
  }

  /** Adds dR_b to the rows of dM_0b of the positions. */
  private void addToRowsOfPositions() {
    for (int b = 0; b < queryGradient.length; b++) {
      Matrix dr = queryGradient[b].matrix();
      int to = tokens.vocab() * dr.rowStride();
      int size = tokens.length() * dr.rowStride();
      add(size, 1, dr.array(), 0, matrix.gradient(0, b).array(), to);
    }
  }
}
