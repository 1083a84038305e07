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
 * <p>Products with X_0 = [onehot(s_i); onehot(i)] are looked up: X_0 M has sums of two rows of M,
 * and P X_0 has P itself in the columns of positions, which is where it is kept. So is dscore, in
 * those of dR_0.
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
  private final TriangularProduct[] learnedGradients; // dM and dX of the learned parts

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
    List<TriangularProduct> toLearned = new ArrayList<>();
    toScores.add(TriangularProduct.of(byToken(query[0]), tokens.oneHotColumns(), p));
    toWeights.add(TriangularProduct.of(byToken(averages[0].dx()), tokens.oneHotColumns(), dscore));
    for (int a = 1; a < parts; a++) {
      SequencePart part = learned.get(a - 1);
      toScores.add(TriangularProduct.of(query[a], part.columns(), p));
      toAverages.add(TriangularProduct.of(p, part.x(), averages[a].x()));
      toWeights.add(TriangularProduct.of(averages[a].dx(), part.columns(), dscore));
      toQueryGradients.add(TriangularProduct.of(dscore, part.x(), queryGradient[a]));
      toLearned.add(TriangularProduct.of(p.transposed(), averages[a].dx(), part.dx()));
      toLearned.add(TriangularProduct.of(dscore.transposed(), query[a], part.dx()));
      for (int b = 0; b < parts; b++) {
        Triangular m = Triangular.full(matrix.between(a, b));
        Triangular dm = Triangular.full(matrix.gradient(a, b));
        Triangular transposed = Triangular.full(matrix.transposed(a, b));
        toQueries.add(TriangularProduct.of(part.x(), m, query[b]));
        toLearned.add(TriangularProduct.of(part.x().transposed(), queryGradient[b], dm));
        toLearned.add(TriangularProduct.of(queryGradient[b], transposed, part.dx()));
      }
    }
    queries = toQueries.toArray(TriangularProduct[]::new);
    scores = toScores.toArray(TriangularProduct[]::new);
    averaging = toAverages.toArray(TriangularProduct[]::new);
    weightGradients = toWeights.toArray(TriangularProduct[]::new);
    queryGradients = toQueryGradients.toArray(TriangularProduct[]::new);
    learnedGradients = toLearned.toArray(TriangularProduct[]::new);
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
    lookUpQueries();
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

  /** R_b = X_0 M_0b, all of it: products add to what they compute beyond the triangle as well. */
  private void lookUpQueries() {
    for (int b = 0; b < query.length; b++) {
      float[] m = matrix.between(0, b).array();
      float[] r = query[b].matrix().array();
      int stride = query[b].matrix().rowStride();
      for (int i = 0; i < tokens.length(); i++) {
        int token = tokens.at(i) * stride;
        int own = (tokens.vocab() + i) * stride;
        int to = i * stride;
        for (int c = 0; c < stride; c++) {
          r[to + c] = m[token + c] + m[own + c];
        }
      }
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
    addGradientByEmbeddings();
    multiplyAdd(learnedGradients);
  }

  private void softmaxGradient() {
    float[] dscore = queryGradient[0].matrix().array();
    for (int i = 0; i < tokens.length(); i++) {
      int at = weights.at() + i * weights.rowStride();
      loops.softmaxGradient(weights.array(), at, dscore, at, i + 1);
      Arrays.fill(dscore, at + i + 1, at + upToColumns(tokens.length()), 0);
    }
  }

  /** dM_0b = X_0^T dR_b. */
  private void addGradientByEmbeddings() {
    for (int b = 0; b < queryGradient.length; b++) {
      float[] dm = matrix.gradient(0, b).array();
      float[] dr = queryGradient[b].matrix().array();
      int stride = queryGradient[b].matrix().rowStride();
      for (int i = 0; i < tokens.length(); i++) {
        int entries = tokens.vocab() + i + 1;
        add(entries, 1, dr, i * stride, dm, tokens.at(i) * stride);
        add(entries, 1, dr, i * stride, dm, (tokens.vocab() + i) * stride);
      }
    }
  }
}
