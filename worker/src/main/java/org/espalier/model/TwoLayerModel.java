package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * Loss and gradient of the two-layer disentangled transformer, in float32 on one thread.
 *
 * <p>Inputs are one-hot and layer 2 is read at the last position only, so almost all of the dense
 * algebra is multiplication by zero. What is left, for one head a layer (X = [onehot(s_k);
 * onehot(k)], all positions; y = P_{T-1} X; more heads add sums):
 *
 * <pre>
 *   P = softmax(score of four table entries)            layer 1, see {@link FirstLayer}
 *   q = [onehot(s_{T-1}); onehot(T-1); y] A2 = [r; r']  the query's two parts
 *   u = X r'
 *   score_j = (X r)_j + sum_k P_jk u_k                  layer 2, last query
 *   w = softmax(score),  v_k = sum_j w_j P_jk
 *   logits = [onehot(s_{T-1}); onehot(T-1); y; X^T w; X^T v] W
 * </pre>
 *
 * and backwards, d being the derivative of the loss,
 *
 * <pre>
 *   dw = X d(X^T w),  dv = X d(X^T v),  b_j = sum_k P_jk dv_k,  a_j = sum_k P_jk u_k
 *   dscore_j = w_j (dw_j + b_j - sum_i w_i (dw_i + b_i))
 *   dr = X^T dscore,  dr' = X^T du,  du_k = sum_j dscore_j P_jk
 *   dP's scores_jk = P_jk (w_j (dv_k - b_j) + dscore_j (u_k - a_j))
 *   and in the last row P_{T-1,k} (z_k - sum_i P_{T-1,i} z_i), z = X dy.
 * </pre>
 *
 * <p>The features and the derivatives whose outer products make up the gradients of A2 and W are
 * kept for a panel of tiles.
 */
final class TwoLayerModel implements TileModel {

  /** Floats of features and derivatives that a panel may hold: half a second-level cache. */
  private static final int PANEL_FLOATS = 1 << 17;

  private final TwoLayerShape shape;
  private final TileLoops loops;
  private final TokenTile tile;
  private final float[] parameters;
  private final FirstLayer[] layer1; // per head
  private final int[] layer1At;
  private final int[] layer2At;
  private final int outputAt;
  private final Matrix queryMatrix; // [query features, queries] A2 of all heads, packed
  private final Matrix queryMatrixLearned; // its rows after the fixed features
  private final Matrix outputMatrix; // [output features, S] W, packed
  private final Matrix outputMatrixLearned;
  private final Sums queryMatrixSums;
  private final Sums outputMatrixSums;
  private final Slot[] panel;
  private final Rows featureGradient; // [output features - fixed ones]
  private final Features gradients; // views of it
  private final Rows queryPart; // derivatives of y, which the query reads
  private final Rows query; // [queries]
  private final Rows[][] queryParts; // per head and part of the residual stream
  private final Rows[] weights; // per head of layer 2: w, then du
  private final Rank[] ranks; // per head of layer 1
  private final Rows row; // [T]
  private final Prediction prediction;
  private int filled; // slots of the panel

  /** Views of vectors that start with the output features from one on. */
  private static final class Features {
    private final Rows[] layer1; // per head of layer 1: y
    private final Rows[][] layer2; // per head of layer 2 and part: X^T w, X^T v

    Features(TwoLayerShape shape, Rows all, int first) {
      layer1 = new Rows[shape.heads1()];
      Arrays.setAll(layer1, h -> all.rows(shape.layer1Row(h) - first, shape.width()));
      layer2 = new Rows[shape.heads2()][shape.heads1() + 1];
      for (int g = 0; g < layer2.length; g++) {
        for (int part = 0; part < layer2[g].length; part++) {
          layer2[g][part] = all.rows(shape.layer2Row(g, part) - first, shape.width());
        }
      }
    }
  }

  /** What a panel keeps of one tile. */
  private static final class Slot {
    private final Rows features; // [output features]
    private final Rows queryFeatures;
    private final Rows token; // onehot(s_{T-1})
    private final Rows constant;
    private final Features parts;
    private final Rows[] attention; // per head of layer 1: P_{T-1}, y's entries by position
    private final Rows queryGradient; // [queries]
    private final Rows[][] queryGradientParts; // per head of layer 2 and part
    private final Rows logitGradient; // [S]

    Slot(TwoLayerShape shape, Rows features, Rows queryGradient, Rows logitGradient) {
      this.features = features;
      this.queryGradient = queryGradient;
      this.logitGradient = logitGradient;
      queryFeatures = features.rows(0, shape.queryFeatures());
      token = features.rows(0, shape.vocab());
      constant = features.rows(shape.vocab(), 1);
      parts = new Features(shape, features, 0);
      attention = new Rows[shape.heads1()];
      Arrays.setAll(attention, h -> parts.layer1[h].rows(shape.vocab(), shape.length()));
      queryGradientParts = queryParts(shape, queryGradient);
    }
  }

  /**
   * The factors of the gradient of the scores of a head of layer 1, which is a sum over the heads
   * of layer 2 of terms of rank two.
   */
  private static final class Rank {
    private final float[] left; // [m2, 2, T] w_j, dscore_j, over sums
    private final float[] right; // [m2, 2, T] dv_k, u_k
    private final float[] means; // [m2, 2, T] b_j, a_j
    private final Rows[] scaledWeights; // per head of layer 2
    private final Rows[] scaledScoreGradient;
    private final Rows[] dv;
    private final Rows[] u;
    private final Rows[] meanDv;
    private final Rows[] meanU;

    Rank(TwoLayerShape shape) {
      int size = 2 * shape.heads2() * shape.length() * WIDTH;
      left = new float[size];
      right = new float[size];
      means = new float[size];
      scaledWeights = rows(shape, left, 0);
      scaledScoreGradient = rows(shape, left, 1);
      dv = rows(shape, right, 0);
      u = rows(shape, right, 1);
      meanDv = rows(shape, means, 0);
      meanU = rows(shape, means, 1);
    }

    private static Rows[] rows(TwoLayerShape shape, float[] numbers, int which) {
      Rows[] rows = new Rows[shape.heads2()];
      int size = shape.length() * WIDTH;
      Arrays.setAll(rows, g -> new Rows(numbers, (2 * g + which) * size, shape.length(), WIDTH));
      return rows;
    }
  }

  private TwoLayerModel(
      TwoLayerShape shape,
      ParameterLayout layout,
      TokenTile tile,
      TileLoops loops,
      float[] parameters,
      int tiles) {
    this.shape = shape;
    this.loops = loops;
    this.tile = tile;
    this.parameters = parameters;
    int vocab = shape.vocab();
    int length = shape.length();
    int queries = shape.queries();
    int outputs = shape.outputFeatures();
    int fixed = shape.fixedFeatures();
    layer1At = new int[shape.heads1()];
    Arrays.setAll(layer1At, h -> shape.layer1At(layout, h));
    layer2At = new int[shape.heads2()];
    Arrays.setAll(layer2At, g -> shape.layer2At(layout, g));
    outputAt = layout.entry("W").offset();
    layer1 = new FirstLayer[shape.heads1()];
    Arrays.setAll(layer1, h -> new FirstLayer(loops, tile, parameters, layer1At[h]));
    queryMatrix = Matrix.zeros(shape.queryFeatures(), queries);
    queryMatrixLearned = queryMatrix.part(fixed, 0, shape.queryFeatures() - fixed, queries);
    outputMatrix = Matrix.zeros(outputs, vocab);
    outputMatrixLearned = outputMatrix.part(fixed, 0, outputs - fixed, vocab);
    queryMatrixSums = Sums.allocate(shape.queryFeatures(), queries);
    outputMatrixSums = Sums.allocate(outputs, vocab);
    int ofTile = (outputs + queries + vocab) * WIDTH;
    int slots = Math.max(1, Math.min(tiles, PANEL_FLOATS / ofTile));
    Rows[] features = Rows.allocate(slots, outputs).vectors(slots);
    Rows[] queryGradients = Rows.allocate(slots, queries).vectors(slots);
    Rows[] logitGradients = Rows.allocate(slots, vocab).vectors(slots);
    panel = new Slot[slots];
    Arrays.setAll(panel, p -> new Slot(shape, features[p], queryGradients[p], logitGradients[p]));
    featureGradient = Rows.allocate(outputs - fixed);
    gradients = new Features(shape, featureGradient, fixed);
    queryPart = featureGradient.rows(0, shape.heads1() * shape.width());
    query = Rows.allocate(queries);
    queryParts = queryParts(shape, query);
    weights = new Rows[shape.heads2()];
    Arrays.setAll(weights, g -> Rows.of(new float[length * WIDTH], length));
    ranks = new Rank[shape.heads1()];
    Arrays.setAll(ranks, h -> new Rank(shape));
    row = Rows.of(new float[length * WIDTH], length);
    prediction = new Prediction(vocab);
  }

  private static Rows[][] queryParts(TwoLayerShape shape, Rows all) {
    Rows[][] parts = new Rows[shape.heads2()][shape.heads1() + 1];
    for (int g = 0; g < parts.length; g++) {
      for (int part = 0; part < parts[g].length; part++) {
        parts[g][part] = all.rows(shape.queryRow(g, part), shape.width());
      }
    }
    return parts;
  }

  /** A kernel for a model of two layers, of any heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    if (model.heads().size() != 2) {
      throw new IllegalArgumentException("heads = " + model.heads() + " must name two layers");
    }
    var shape = new TwoLayerShape(vocab, length, model.heads().get(0), model.heads().get(1));
    var layout = model.layout(vocab, length);
    var tile = new TokenTile(length, vocab);
    float[] parameters = new float[layout.size()];
    int tiles = TileLoops.tiles(batchSize);
    var onTiles = new TwoLayerModel(shape, layout, tile, loops, parameters, tiles);
    return new TileKernel(onTiles, parameters, tile, batchSize);
  }

  @Override
  public void prepare() {
    filled = 0;
    queryMatrixSums.clear();
    outputMatrixSums.clear();
    for (FirstLayer head : layer1) {
      head.prepare();
    }
    int width1 = shape.width1();
    for (int r = 0; r < shape.queryFeatures(); r++) {
      for (int g = 0; g < shape.heads2(); g++) {
        int at = layer2At[g] + shape.residualRow(r) * width1;
        int to = r * shape.queries() + g * width1;
        System.arraycopy(parameters, at, queryMatrix.array(), to, width1);
      }
    }
    int vocab = shape.vocab();
    for (int r = 0; r < shape.outputFeatures(); r++) {
      int at = outputAt + shape.residualRow(r) * vocab;
      System.arraycopy(parameters, at, outputMatrix.array(), r * vocab, vocab);
    }
  }

  @Override
  public int firstPrediction() {
    return shape.length() - 1;
  }

  @Override
  public Rows distribution(int position) {
    return prediction.distribution();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    Slot slot = panel[filled];
    for (FirstLayer head : layer1) {
      head.attend();
    }
    queryFeatures(slot);
    loops.multiply(queryMatrix.transposed(), slot.queryFeatures, query);
    for (int g = 0; g < shape.heads2(); g++) {
      attend(g, slot.parts.layer2[g]);
    }
    loops.multiply(outputMatrix.transposed(), slot.features, prediction.logits());
    return prediction.forward(loops, batch, first);
  }

  /** [onehot(s_{T-1}); 1; y], y = P_{T-1} X for each head. */
  private void queryFeatures(Slot slot) {
    int last = shape.length() - 1;
    tile.oneHot(last).copyTo(slot.token);
    slot.constant.fill(1);
    for (int h = 0; h < layer1.length; h++) {
      CausalAttention p = layer1[h].attention();
      loops.scaleRows(p.row(last), p.scale(last), row);
      loops.collect(tile, row, slot.parts.layer1[h]);
    }
  }

  /** score = X r + sum over heads of P X r', w = softmax(score); X^T w and, per head, X^T P^T w. */
  private void attend(int g, Rows[] averages) {
    Rows w = weights[g];
    loops.lookUp(tile, queryParts[g][0], w);
    for (int h = 0; h < layer1.length; h++) {
      Rank rank = ranks[h];
      loops.lookUp(tile, queryParts[g][1 + h], rank.u[g]);
      loops.average(layer1[h].attention(), rank.u[g], rank.meanU[g], w);
    }
    loops.softmax(w);
    loops.collect(tile, w, averages[0]);
    for (int h = 0; h < layer1.length; h++) {
      loops.distribute(layer1[h].attention(), w, ranks[h].scaledWeights[g], row);
      loops.collect(tile, row, averages[1 + h]);
    }
  }

  @Override
  public void backward(int size) {
    Slot slot = panel[filled];
    loops.logitGradient(prediction, 1f / size, slot.logitGradient);
    loops.multiply(outputMatrixLearned, slot.logitGradient, featureGradient);
    for (int g = 0; g < shape.heads2(); g++) {
      attendGradient(g, slot.queryGradientParts[g]);
    }
    loops.multiplyAdd(queryMatrixLearned, slot.queryGradient, queryPart);
    for (int h = 0; h < layer1.length; h++) {
      scoreGradient(h, slot.attention[h]);
    }
    filled++;
    if (filled == panel.length) {
      addOuterProducts();
    }
  }

  /** From the derivatives of the averages of head g of layer 2 to those of its query. */
  private void attendGradient(int g, Rows[] queryGradient) {
    Rows w = weights[g];
    loops.lookUp(tile, gradients.layer2[g][0], row);
    for (int h = 0; h < layer1.length; h++) {
      Rank rank = ranks[h];
      loops.lookUp(tile, gradients.layer2[g][1 + h], rank.dv[g]);
      loops.average(layer1[h].attention(), rank.dv[g], rank.meanDv[g], row);
    }
    loops.softmaxGradient(w, row);
    loops.collect(tile, row, queryGradient[0]);
    for (int h = 0; h < layer1.length; h++) {
      // w has been used, its place takes du.
      loops.distribute(layer1[h].attention(), row, ranks[h].scaledScoreGradient[g], w);
      loops.collect(tile, w, queryGradient[1 + h]);
    }
  }

  /** The gradient of layer 1's scores: that of layer 2's keys and values, and of its query. */
  private void scoreGradient(int h, Rows lastAttention) {
    CausalAttention p = layer1[h].attention();
    Rank rank = ranks[h];
    loops.lookUp(tile, gradients.layer1[h], row);
    loops.softmaxGradient(lastAttention, row);
    loops.scoreGradient(p, 2 * shape.heads2(), rank.left, rank.right, rank.means);
    loops.add(row, p.row(shape.length() - 1));
    layer1[h].addScoreGradient();
  }

  private void addOuterProducts() {
    Slot first = panel[0];
    loops.contract(filled, first.queryFeatures, first.queryGradient, queryMatrixSums);
    loops.contract(filled, first.features, first.logitGradient, outputMatrixSums);
    filled = 0;
  }

  @Override
  public void writeGradient(float[] gradient) {
    if (filled > 0) {
      addOuterProducts();
    }
    for (int h = 0; h < layer1.length; h++) {
      layer1[h].writeGradient(gradient, layer1At[h]);
    }
    int width1 = shape.width1();
    for (int r = 0; r < shape.queryFeatures(); r++) {
      for (int g = 0; g < shape.heads2(); g++) {
        int to = layer2At[g] + shape.residualRow(r) * width1;
        for (int c = 0; c < width1; c++) {
          gradient[to + c] = queryMatrixSums.total(r * shape.queries() + g * width1 + c);
        }
      }
    }
    int vocab = shape.vocab();
    for (int r = 0; r < shape.outputFeatures(); r++) {
      for (int s = 0; s < vocab; s++) {
        gradient[outputAt + shape.residualRow(r) * vocab + s] =
            outputMatrixSums.total(r * vocab + s);
      }
    }
  }
}
