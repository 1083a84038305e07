package org.espalier.model;

import static org.espalier.model.SmallMatrices.add;
import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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
  private final List<SequencePart> learned;
  private final HeadMatrix matrix;
  private final SequencePart[] averages; // Y
  private final Triangular weights; // P [T,T], part of the first of them
  private final Triangular scoreGradient; // dscore [T,T], part of the first of dR
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
    this.learned = learned;
    this.matrix = matrix;
    this.queryGradient = queryGradient;
    int vocab = tokens.vocab();
    int length = tokens.length();
    int parts = matrix.parts();
    averages = new SequencePart[parts];
    Arrays.setAll(averages, c -> new SequencePart(vocab, length));
    query = new Triangular[parts];
    Arrays.setAll(query, c -> SequencePart.vectors(vocab, length));
    tokenSums = SequenceMatrices.zeros(length, vocab, upToColumns(vocab));
    Triangular p = averages[0].byPosition();
    weights = p;
    Triangular dscore = SequencePart.byPosition(queryGradient[0], vocab, length);
    scoreGradient = dscore;
    Triangular sums = Triangular.full(tokenSums);
    sumByToken = TriangularProduct.of(p, tokens.oneHot(), sums);
    sumGradientByToken = TriangularProduct.of(dscore, tokens.oneHot(), sums);
    queries = queries();
    scores = dots(query, p);
    averaging = averages(p, vectors(averages, SequencePart::x));
    weightGradients = dots(vectors(averages, SequencePart::dx), dscore);
    queryGradients = averages(dscore, queryGradient);
    gradients = gradients(p, dscore);
  }

  private static Triangular[] vectors(
      SequencePart[] parts, Function<SequencePart, Triangular> which) {
    return Stream.of(parts).map(which).toArray(Triangular[]::new);
  }

  /** R_b += X_a M_ab. */
  private TriangularProduct[] queries() {
    List<TriangularProduct> products = new ArrayList<>();
    for (int b = 0; b < query.length; b++) {
      Triangular m = Triangular.full(rowsOfTokens(matrix.between(0, b)));
      products.add(TriangularProduct.of(tokens.oneHot(), m, query[b]));
      for (int a = 1; a < query.length; a++) {
        m = Triangular.full(matrix.between(a, b));
        products.add(TriangularProduct.of(learned.get(a - 1).x(), m, query[b]));
      }
    }
    return products.toArray(TriangularProduct[]::new);
  }

  /** sum_b v_b X_b^T for vectors v of each part, but for the columns of positions of X_0. */
  private TriangularProduct[] dots(Triangular[] v, Triangular to) {
    var products = new TriangularProduct[v.length];
    Matrix byToken = v[0].matrix().part(0, 0, tokens.length(), tokens.vocab());
    products[0] = TriangularProduct.of(Triangular.full(byToken), tokens.oneHotColumns(), to);
    for (int b = 1; b < v.length; b++) {
      products[b] = TriangularProduct.of(v[b], learned.get(b - 1).columns(), to);
    }
    return products;
  }

  /** w X_b for the learned parts. */
  private TriangularProduct[] averages(Triangular w, Triangular[] to) {
    var products = new TriangularProduct[to.length - 1];
    Arrays.setAll(products, b -> TriangularProduct.of(w, learned.get(b).x(), to[b + 1]));
    return products;
  }

  /** dM_ab += X_a^T dR_b, dX_a += P^T dY_a + dscore^T R_a + dR_b M_ab^T. */
  private TriangularProduct[] gradients(Triangular p, Triangular dscore) {
    List<TriangularProduct> products = new ArrayList<>();
    for (Triangular dr : queryGradient) {
      Triangular dm = Triangular.full(rowsOfTokens(matrix.gradient(0, products.size())));
      products.add(TriangularProduct.of(tokens.oneHot().transposed(), dr, dm));
    }
    for (int a = 1; a < query.length; a++) {
      SequencePart part = learned.get(a - 1);
      products.add(TriangularProduct.of(p.transposed(), averages[a].dx(), part.dx()));
      products.add(TriangularProduct.of(dscore.transposed(), query[a], part.dx()));
      for (int b = 0; b < query.length; b++) {
        Triangular dm = Triangular.full(matrix.gradient(a, b));
        products.add(TriangularProduct.of(part.x().transposed(), queryGradient[b], dm));
        Triangular m = Triangular.full(matrix.transposed(a, b));
        products.add(TriangularProduct.of(queryGradient[b], m, part.dx()));
      }
    }
    return products.toArray(TriangularProduct[]::new);
  }

  private Matrix rowsOfTokens(Matrix m) {
    return m.part(0, 0, tokens.vocab(), m.columns());
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
    // Leaves nothing of what products computed beyond a row's own position.
    SequenceMatrices.softmax(loops, weights);
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
    vectors.matrix().clearArray();
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

  /** The columns of tokens of an average of embeddings. */
  private void sumByToken(TriangularProduct product, Triangular to) {
    tokenSums.clearArray();
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
    SequenceMatrices.softmaxGradient(loops, weights, scoreGradient);
    sumByToken(sumGradientByToken, queryGradient[0]);
    for (int b = 1; b < queryGradient.length; b++) {
      clear(queryGradient[b]);
    }
    multiplyAdd(queryGradients);
    addToRowsOfPositions();
    multiplyAdd(gradients);
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
