package org.espalier.model;

import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * The output f = softmax(x W) of the kernels for long sequences, at the last position of a few
 * sequences at a time, and its gradient. The outer products dW = x^T dlogits are added for a panel
 * of such groups at once.
 */
final class SequenceReadout {

  /** Sequences of a group: as many rows as a product computes together. */
  static final int SEQUENCES = TriangularProduct.ROWS;

  /** Groups of a panel. */
  static final int GROUPS = 16;

  private final TileLoops tileLoops;
  private final SequenceLoops loops;
  private final int vocab;
  private final int[] at; // of each feature's row of W in the parameters
  private final Matrix featureGradient;
  private final Matrix w; // [features, S]
  private final Matrix wTransposed; // [S, features]
  private final Matrix wGradient; // [features, S]
  private final Matrix logits; // [SEQUENCES, S]
  private final Matrix logitGradient; // [GROUPS SEQUENCES, S]
  private final Rows logitGradientRows; // [S, WIDTH]
  private final Prediction prediction;
  private final TriangularProduct[] forward; // per group
  private final TriangularProduct[] backward; // per group
  private final TriangularProduct outerProducts;

  /**
   * A read-out of S symbols.
   *
   * @param at where each feature has its row of W in the parameters
   * @param features x [GROUPS SEQUENCES, features] of a panel
   * @param featureGradient dx [SEQUENCES, features] of a group
   */
  SequenceReadout(
      TileLoops tileLoops, int vocab, int[] at, Matrix features, Matrix featureGradient) {
    this.tileLoops = tileLoops;
    this.loops = tileLoops.sequences();
    this.vocab = vocab;
    this.at = at;
    this.featureGradient = featureGradient;
    int symbols = upToColumns(vocab);
    int rows = features.columns();
    w = SequenceMatrices.zeros(rows, vocab, symbols);
    wTransposed = SequenceMatrices.zeros(vocab, rows, upToColumns(rows));
    wGradient = SequenceMatrices.zeros(rows, vocab, symbols);
    logits = SequenceMatrices.zeros(SEQUENCES, vocab, symbols);
    logitGradient = SequenceMatrices.zeros(GROUPS * SEQUENCES, vocab, symbols);
    logitGradientRows = Rows.allocate(vocab);
    prediction = new Prediction(vocab, SEQUENCES);
    forward = new TriangularProduct[GROUPS];
    backward = new TriangularProduct[GROUPS];
    for (int g = 0; g < GROUPS; g++) {
      Matrix x = features.part(g * SEQUENCES, 0, SEQUENCES, rows);
      forward[g] = TriangularProduct.of(x, w, logits);
      Matrix dlogits = logitGradient.part(g * SEQUENCES, 0, SEQUENCES, vocab);
      backward[g] = TriangularProduct.of(dlogits, wTransposed, featureGradient);
    }
    outerProducts = TriangularProduct.of(features.transposed(), logitGradient, wGradient);
  }

  /** Takes W from the parameters and forgets its gradient. */
  void prepare(float[] parameters) {
    wGradient.clearArray();
    for (int r = 0; r < at.length; r++) {
      System.arraycopy(parameters, at[r], w.array(), r * w.rowStride(), vocab);
      for (int s = 0; s < vocab; s++) {
        wTransposed.array()[s * wTransposed.rowStride() + r] = parameters[at[r] + s];
      }
    }
  }

  /** [S, WIDTH] f of the group read out last. */
  Rows distribution() {
    return prediction.distribution();
  }

  /** Computes f for a group, the first of whose sequences is given; returns their losses' sum. */
  double forward(int group, SequenceBatch batch, int first) {
    logits.clearArray();
    loops.multiplyAdd(forward[group]);
    float[] ofLanes = prediction.logits().array();
    for (int i = 0; i < SEQUENCES; i++) {
      for (int s = 0; s < vocab; s++) {
        ofLanes[s * TileLoops.WIDTH + i] = logits.array()[i * logits.rowStride() + s];
      }
    }
    return prediction.forward(tileLoops, batch, first);
  }

  /**
   * Overwrites the gradient by the features of the group that was read out last.
   *
   * @param count sequences that it has; the gradient by those that are missing is 0
   * @param size of the batch
   */
  void backward(int group, int count, int size) {
    tileLoops.logitGradient(prediction, 1f / size, logitGradientRows);
    int from = group * SEQUENCES * logitGradient.rowStride();
    Arrays.fill(logitGradient.array(), from, from + SEQUENCES * logitGradient.rowStride(), 0);
    for (int i = 0; i < count; i++) {
      int row = from + i * logitGradient.rowStride();
      for (int s = 0; s < vocab; s++) {
        logitGradient.array()[row + s] = logitGradientRows.array()[s * TileLoops.WIDTH + i];
      }
    }
    featureGradient.clearArray();
    loops.multiplyAdd(backward[group]);
  }

  /** Adds the outer products of a panel, of which {@code groups} are filled. */
  void addOuterProducts(int groups) {
    clearFrom(groups, logitGradient);
    loops.multiplyAdd(outerProducts);
  }

  /** Of a panel's matrix, sets the rows of the groups from one on to zero. */
  static void clearFrom(int group, Matrix panel) {
    int from = group * SEQUENCES * panel.rowStride();
    Arrays.fill(panel.array(), from, panel.array().length, 0);
  }

  /** Writes the gradient of W. */
  void writeGradient(float[] gradient) {
    for (int r = 0; r < at.length; r++) {
      System.arraycopy(wGradient.array(), r * wGradient.rowStride(), gradient, at[r], vocab);
    }
  }
}
