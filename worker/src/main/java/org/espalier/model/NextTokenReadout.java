package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.task.SequenceBatch;

/**
 * The output f_i = softmax(x_i W) at every position i of one sequence, its cross-entropy with the
 * next tokens, and its gradient. With the rows of X_0 the embeddings, of X_c a learned part and W_c
 * the rows of W that belong to it,
 *
 * <pre>
 *   L = sum_c X_c W_c     dW_c = X_c^T dL     dX_c = dL W_c^T
 * </pre>
 *
 * <p>Lanes are positions, {@value TileLoops#WIDTH} at a time.
 */
final class NextTokenReadout {
  private final TileLoops tileLoops;
  private final SequenceLoops loops;
  private final int vocab;
  private final int length;
  private final int at; // of W in the parameters
  private final Matrix[] w; // per part, [S+T, S]
  private final Matrix[] transposed; // per learned part, [S, S+T]
  private final Matrix[] gradient; // per part, [S+T, S]
  private final Matrix logits; // [T,S]
  private final Matrix logitGradient; // [T,S]
  private final Rows gradientOfLanes; // [S, WIDTH]
  private final Prediction[] predictions; // per WIDTH positions
  private final Rows distribution; // [S, WIDTH] of one position, in lane 0
  private final TriangularProduct[] products; // L
  private final TriangularProduct[] gradients; // dW and dX

  /**
   * The read-out of a sequence.
   *
   * @param at where W is in the parameters
   */
  NextTokenReadout(TileLoops tileLoops, SequenceStream stream, int at) {
    this.tileLoops = tileLoops;
    this.loops = tileLoops.sequences();
    this.at = at;
    SequenceTokens tokens = stream.tokens();
    vocab = tokens.vocab();
    length = tokens.length();
    List<SequencePart> learned = stream.learned();
    int width = vocab + length;
    int symbols = upToColumns(vocab);
    w = new Matrix[1 + learned.size()];
    gradient = new Matrix[w.length];
    transposed = new Matrix[learned.size()];
    Arrays.setAll(w, c -> SequenceMatrices.zeros(width, vocab, symbols));
    Arrays.setAll(gradient, c -> SequenceMatrices.zeros(width, vocab, symbols));
    int stride = SequencePart.stride(vocab, length);
    Arrays.setAll(transposed, c -> SequenceMatrices.zeros(vocab, width, stride));
    logits = SequenceMatrices.zeros(length, vocab, symbols);
    logitGradient = SequenceMatrices.zeros(length, vocab, symbols);
    gradientOfLanes = Rows.allocate(vocab);
    distribution = Rows.allocate(vocab);
    predictions = new Prediction[TileLoops.tiles(length)];
    Arrays.setAll(predictions, k -> new Prediction(vocab));
    products = products(tokens, learned);
    gradients = gradients(tokens, learned);
  }

  private TriangularProduct[] products(SequenceTokens tokens, List<SequencePart> learned) {
    Triangular l = Triangular.full(logits);
    List<TriangularProduct> all = new ArrayList<>();
    all.add(TriangularProduct.of(tokens.oneHot(), rowsOfTokens(w[0]), l));
    for (int c = 0; c < learned.size(); c++) {
      all.add(TriangularProduct.of(learned.get(c).x(), Triangular.full(w[c + 1]), l));
    }
    return all.toArray(TriangularProduct[]::new);
  }

  private TriangularProduct[] gradients(SequenceTokens tokens, List<SequencePart> learned) {
    Triangular dl = Triangular.full(logitGradient);
    List<TriangularProduct> all = new ArrayList<>();
    all.add(TriangularProduct.of(tokens.oneHot().transposed(), dl, rowsOfTokens(gradient[0])));
    for (int c = 0; c < learned.size(); c++) {
      SequencePart part = learned.get(c);
      Triangular dw = Triangular.full(gradient[c + 1]);
      all.add(TriangularProduct.of(part.x().transposed(), dl, dw));
      all.add(TriangularProduct.of(dl, Triangular.full(transposed[c]), part.dx()));
    }
    return all.toArray(TriangularProduct[]::new);
  }

  private Triangular rowsOfTokens(Matrix m) {
    return Triangular.full(m.part(0, 0, vocab, vocab));
  }

  /** Takes W from the parameters and forgets its gradient. */
  void prepare(float[] parameters) {
    for (int c = 0; c < w.length; c++) {
      gradient[c].clearArray();
      for (int r = 0; r < vocab + length; r++) {
        int to = r * w[c].rowStride();
        System.arraycopy(parameters, index(c, r), w[c].array(), to, vocab);
      }
    }
    for (int c = 0; c < transposed.length; c++) {
      Matrix to = transposed[c];
      for (int r = 0; r < vocab + length; r++) {
        for (int s = 0; s < vocab; s++) {
          to.array()[s * to.rowStride() + r] = parameters[index(c + 1, r) + s];
        }
      }
    }
  }

  /** Where the parameters, and their gradient, have row r of W_c. */
  private int index(int c, int r) {
    return at + (c * (vocab + length) + r) * vocab;
  }

  /** [S, WIDTH] f at a position of the sequence that was read out last, in lane 0. */
  Rows distribution(int position) {
    float[] from = predictions[position / WIDTH].distribution().array();
    for (int s = 0; s < vocab; s++) {
      distribution.array()[s * WIDTH] = from[s * WIDTH + position % WIDTH];
    }
    return distribution;
  }

  /** Computes f of a sequence of a batch; returns its loss, the mean over the positions. */
  double forward(SequenceBatch batch, int sequence) {
    System.arraycopy(w[0].array(), vocab * w[0].rowStride(), logits.array(), 0, rowsOfPositions());
    for (TriangularProduct product : products) {
      loops.multiplyAdd(product);
    }
    double loss = 0;
    for (int k = 0; k < predictions.length; k++) {
      load(k, batch, sequence);
      tileLoops.predict(predictions[k]);
      loss += predictions[k].loss(lanes(k));
    }
    return loss / length;
  }

  /** Numbers in the rows of positions of W_0. */
  private int rowsOfPositions() {
    return length * logits.rowStride();
  }

  /** Positions of a prediction. */
  private int lanes(int k) {
    return Math.min(WIDTH, length - k * WIDTH);
  }

  /** Logits and targets of a prediction, position by position. */
  private void load(int k, SequenceBatch batch, int sequence) {
    float[] l = predictions[k].logits().array();
    float[] targets = predictions[k].targets().array();
    for (int lane = 0; lane < lanes(k); lane++) {
      int position = k * WIDTH + lane;
      for (int s = 0; s < vocab; s++) {
        l[s * WIDTH + lane] = logits.array()[position * logits.rowStride() + s];
        targets[s * WIDTH + lane] = batch.target(sequence, position, s);
      }
    }
  }

  /** Adds to the derivatives by W and by the learned parts, of a batch of {@code size}. */
  void backward(int size) {
    float factor = 1f / ((float) size * length);
    float[] to = logitGradient.array();
    for (int k = 0; k < predictions.length; k++) {
      tileLoops.logitGradient(predictions[k], factor, gradientOfLanes);
      for (int lane = 0; lane < lanes(k); lane++) {
        int row = (k * WIDTH + lane) * logitGradient.rowStride();
        for (int s = 0; s < vocab; s++) {
          to[row + s] = gradientOfLanes.array()[s * WIDTH + lane];
        }
      }
    }
    for (TriangularProduct product : gradients) {
      loops.multiplyAdd(product);
    }
    int positions = vocab * gradient[0].rowStride();
    SmallMatrices.add(rowsOfPositions(), 1, to, 0, gradient[0].array(), positions);
  }

  /** Writes the gradient of W. */
  void writeGradient(float[] all) {
    for (int c = 0; c < gradient.length; c++) {
      for (int r = 0; r < vocab + length; r++) {
        int from = r * gradient[c].rowStride();
        System.arraycopy(gradient[c].array(), from, all, index(c, r), vocab);
      }
    }
  }
}
