package org.espalier.model;

import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/** The tokens of one sequence, also as one-hot rows. */
final class SequenceTokens {
  private final int vocab;
  private final int[] tokens;
  private final Matrix oneHot;
  private final Matrix oneHotColumns;

  SequenceTokens(int vocab, int length) {
    this.vocab = vocab;
    tokens = new int[length];
    oneHot = SequenceMatrices.zeros(length, vocab, upToColumns(vocab));
    oneHotColumns = SequenceMatrices.zeros(vocab, length, upToColumns(length));
    set(1);
  }

  /** Takes a sequence of a batch. */
  void load(SequenceBatch batch, int sequence) {
    set(0);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = batch.tokens()[i * batch.size() + sequence];
    }
    set(1);
  }

  private void set(float x) {
    for (int i = 0; i < tokens.length; i++) {
      oneHot.array()[i * oneHot.rowStride() + tokens[i]] = x;
      oneHotColumns.array()[tokens[i] * oneHotColumns.rowStride() + i] = x;
    }
  }

  /** S. */
  int vocab() {
    return vocab;
  }

  /** T. */
  int length() {
    return tokens.length;
  }

  /** s_i. */
  int at(int i) {
    return tokens[i];
  }

  /** [T,S] 1 at (i, s_i), else 0. */
  Triangular oneHot() {
    return Triangular.full(oneHot);
  }

  /** [S,T] its transpose, of which the columns lie side by side. */
  Triangular oneHotColumns() {
    return Triangular.full(oneHotColumns);
  }

  /** y_k = r[s_k] + r[S+k] at every position, for the embedding [onehot(s_k); onehot(k)]. */
  void lookUp(float[] r, int rAt, float[] y, int yAt) {
    for (int k = 0; k < tokens.length; k++) {
      y[yAt + k] = r[rAt + tokens[k]] + r[rAt + vocab + k];
    }
  }

  /** The transpose of {@link #lookUp}: r[S+k] = y_k, and r[s] the sum over k with s_k = s. */
  void collect(float[] y, int yAt, float[] r, int rAt) {
    Arrays.fill(r, rAt, rAt + vocab, 0);
    for (int k = 0; k < tokens.length; k++) {
      r[rAt + tokens[k]] += y[yAt + k];
    }
    System.arraycopy(y, yAt, r, rAt + vocab, tokens.length);
  }
}
