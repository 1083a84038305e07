package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import java.util.Locale;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.ndarray.INDArray;

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
 * <p>Work goes tile by tile ({@link TileLoops#WIDTH} sequences). The features and the derivatives
 * whose outer products make up the gradients of A2 and W are kept for a panel of tiles.
 */
public final class TwoLayerKernel implements GradientEngine {

  /** Floats of features and derivatives that a panel may hold: half a second-level cache. */
  private static final int PANEL_FLOATS = 1 << 17;

  private final TwoLayerShape shape;
  private final TileLoops loops;
  private final int batchSize;
  private final int panelTiles;
  private final int[] layer1At;
  private final int[] layer2At;
  private final int outputAt;

  private final FlatArray flatParameters = new FlatArray();
  private final FlatArray flatGradient = new FlatArray();
  private final float[] parameters;
  private final float[] gradient;
  private final float[] queryMatrix; // [query features, queries], what A2 keeps
  private final float[] outputMatrix; // [output features, S], what W keeps
  private final float[] queryMatrixSums; // [query features, queries, FOLD]
  private final float[] outputMatrixSums; // [output features, S, FOLD]

  private final TokenTile tile;
  private final FirstLayer[] layer1;
  private final float[] features; // [panel, output features, WIDTH]
  private final float[] queryGradient; // [panel, queries, WIDTH]
  private final float[] logitGradient; // [panel, S, WIDTH]
  private final float[] query; // [queries, WIDTH]
  private final float[] weights; // [m2, T, WIDTH] w
  private final float[][] left; // per head of layer 1: [m2, 2, T, WIDTH] w_j, dscore_j, over sums
  private final float[][] right; // per head of layer 1: [m2, 2, T, WIDTH] dv_k, u_k
  private final float[][] means; // per head of layer 1: [m2, 2, T, WIDTH] b_j, a_j
  private final float[] featureGradient; // [output features - fixed ones, WIDTH]
  private final float[] row; // [T, WIDTH]
  private final float[] logits; // [S, WIDTH]
  private final float[] distribution; // [S, WIDTH]
  private final float[] targets; // [S, WIDTH]
  private final float[] normalisers; // [3, WIDTH]

  /** The kernel on the fastest inner loops there are. */
  static TwoLayerKernel of(Model.Disentangled model, int vocab, int length, int batchSize) {
    return of(model, vocab, length, batchSize, FastestLoops.fastest());
  }

  static TwoLayerKernel of(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    if (model.heads().size() != 2) {
      throw new IllegalArgumentException("heads = " + model.heads() + " must name two layers");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize = " + batchSize + " must be >= 1");
    }
    var shape = new TwoLayerShape(vocab, length, model.heads().get(0), model.heads().get(1));
    return new TwoLayerKernel(shape, model.layout(vocab, length), batchSize, loops);
  }

  private TwoLayerKernel(
      TwoLayerShape shape, ParameterLayout layout, int batchSize, TileLoops loops) {
    this.shape = shape;
    this.loops = loops;
    this.batchSize = batchSize;
    int vocab = shape.vocab();
    int queries = shape.queries();
    int queryFeatures = shape.queryFeatures();
    int outputFeatures = shape.outputFeatures();
    int rows = outputFeatures + queries + vocab;
    int tiles = (batchSize + WIDTH - 1) / WIDTH;
    panelTiles = Math.max(1, Math.min(tiles, PANEL_FLOATS / (rows * WIDTH)));
    layer1At = new int[shape.heads1()];
    Arrays.setAll(layer1At, h -> shape.layer1At(layout, h));
    layer2At = new int[shape.heads2()];
    Arrays.setAll(layer2At, g -> shape.layer2At(layout, g));
    outputAt = layout.entry("W").offset();
    parameters = new float[layout.size()];
    gradient = new float[layout.size()];
    queryMatrix = new float[queryFeatures * queries];
    outputMatrix = new float[outputFeatures * vocab];
    queryMatrixSums = new float[queryMatrix.length * FOLD];
    outputMatrixSums = new float[outputMatrix.length * FOLD];
    tile = new TokenTile(shape.length(), vocab);
    layer1 = new FirstLayer[shape.heads1()];
    Arrays.setAll(layer1, h -> new FirstLayer(loops, shape));
    features = new float[panelTiles * outputFeatures * WIDTH];
    queryGradient = new float[panelTiles * queries * WIDTH];
    logitGradient = new float[panelTiles * vocab * WIDTH];
    query = new float[queries * WIDTH];
    int rowSize = shape.length() * WIDTH;
    weights = new float[shape.heads2() * rowSize];
    left = new float[shape.heads1()][2 * shape.heads2() * rowSize];
    right = new float[shape.heads1()][2 * shape.heads2() * rowSize];
    means = new float[shape.heads1()][2 * shape.heads2() * rowSize];
    featureGradient = new float[(outputFeatures - shape.fixedFeatures()) * WIDTH];
    row = new float[rowSize];
    logits = new float[vocab * WIDTH];
    distribution = new float[vocab * WIDTH];
    targets = new float[vocab * WIDTH];
    normalisers = new float[3 * WIDTH];
  }

  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public double lossAndGradient(SequenceBatch batch, INDArray parameters, INDArray gradient) {
    prepare(batch, parameters);
    for (FirstLayer head : layer1) {
      head.clearGradient();
    }
    Arrays.fill(queryMatrixSums, 0);
    Arrays.fill(outputMatrixSums, 0);
    double loss = 0;
    int panel = 0;
    for (int first = 0; first < batch.size(); first += WIDTH) {
      loss += forward(batch, first, panel);
      backward(batch.size(), panel);
      panel++;
      if (panel == panelTiles || first + WIDTH >= batch.size()) {
        addOuterProducts(panel);
        panel = 0;
      }
    }
    writeGradient();
    flatGradient.write(this.gradient, gradient);
    return loss / batch.size();
  }

  @Override
  public double loss(SequenceBatch batch, INDArray parameters) {
    prepare(batch, parameters);
    double loss = 0;
    for (int first = 0; first < batch.size(); first += WIDTH) {
      loss += forward(batch, first, 0);
    }
    return loss / batch.size();
  }

  @Override
  public void probabilities(SequenceBatch batch, INDArray parameters, float[] probabilities) {
    if (probabilities.length != batch.targets().length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d probabilities for %d targets",
              probabilities.length,
              batch.targets().length));
    }
    prepare(batch, parameters);
    for (int first = 0; first < batch.size(); first += WIDTH) {
      forward(batch, first, 0);
      int count = Math.min(WIDTH, batch.size() - first);
      for (int s = 0; s < shape.vocab(); s++) {
        System.arraycopy(distribution, s * WIDTH, probabilities, s * batch.size() + first, count);
      }
    }
  }

  @Override
  public void close() {
    // All work space is on the Java heap.
  }

  private void prepare(SequenceBatch batch, INDArray from) {
    if (batch.vocab() != shape.vocab()
        || batch.length() != shape.length()
        || batch.size() > batchSize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of size %d, length %d, vocab %d for an engine of %d, %d, %d",
              batch.size(),
              batch.length(),
              batch.vocab(),
              batchSize,
              shape.length(),
              shape.vocab()));
    }
    flatParameters.read(from, parameters);
    for (int h = 0; h < layer1.length; h++) {
      layer1[h].prepare(parameters, layer1At[h]);
    }
    int width1 = shape.width1();
    for (int r = 0; r < shape.queryFeatures(); r++) {
      for (int g = 0; g < shape.heads2(); g++) {
        int at = layer2At[g] + residualRow(r) * width1;
        System.arraycopy(parameters, at, queryMatrix, r * shape.queries() + g * width1, width1);
      }
    }
    for (int r = 0; r < shape.outputFeatures(); r++) {
      int at = outputAt + residualRow(r) * shape.vocab();
      System.arraycopy(parameters, at, outputMatrix, r * shape.vocab(), shape.vocab());
    }
  }

  /** The row of the residual stream that a feature stands for. */
  private int residualRow(int feature) {
    if (feature < shape.vocab()) {
      return feature;
    }
    // The constant stands for the last position, and is followed by the parts after the embedding.
    return feature + shape.width() - shape.fixedFeatures();
  }

  /**
   * Leaves the output distribution in {@link #distribution}; returns the sum of the losses of the
   * tile.
   */
  private double forward(SequenceBatch batch, int first, int panel) {
    int featuresAt = panel * shape.outputFeatures() * WIDTH;
    tile.load(batch, first);
    for (int h = 0; h < layer1.length; h++) {
      layer1[h].attend(tile, parameters, layer1At[h]);
    }
    queryFeatures(featuresAt);
    loops.multiply(
        shape.queries(),
        shape.queryFeatures(),
        queryMatrix,
        0,
        1,
        shape.queries(),
        features,
        featuresAt,
        query,
        0);
    for (int g = 0; g < shape.heads2(); g++) {
      attend(g, featuresAt);
    }
    loops.multiply(
        shape.vocab(),
        shape.outputFeatures(),
        outputMatrix,
        0,
        1,
        shape.vocab(),
        features,
        featuresAt,
        logits,
        0);
    return predict(batch, first);
  }

  /** [onehot(s_{T-1}); 1; y], y = P_{T-1} X for each head. */
  private void queryFeatures(int featuresAt) {
    int last = shape.length() - 1;
    int vocab = shape.vocab();
    System.arraycopy(tile.indicators(), last * vocab * WIDTH, features, featuresAt, vocab * WIDTH);
    int constant = featuresAt + vocab * WIDTH;
    Arrays.fill(features, constant, constant + WIDTH, 1);
    for (int h = 0; h < layer1.length; h++) {
      FirstLayer head = layer1[h];
      int lastRow = TileLoops.pair(last, 0) * WIDTH;
      loops.scaleRows(shape.length(), head.e(), lastRow, head.inverseSum(), last * WIDTH, row, 0);
      loops.collect(tile, row, 0, features, featuresAt + shape.layer1Row(h) * WIDTH);
    }
  }

  /** score = X r + sum over heads of P X r', w = softmax(score); X^T w and, per head, X^T P^T w. */
  private void attend(int g, int featuresAt) {
    int length = shape.length();
    int weightsAt = g * length * WIDTH;
    loops.lookUp(tile, query, shape.queryRow(g, 0) * WIDTH, weights, weightsAt);
    for (int h = 0; h < layer1.length; h++) {
      FirstLayer head = layer1[h];
      int u = (2 * g + 1) * length * WIDTH;
      loops.lookUp(tile, query, shape.queryRow(g, 1 + h) * WIDTH, right[h], u);
      loops.average(
          length, head.e(), head.inverseSum(), right[h], u, means[h], u, weights, weightsAt);
    }
    loops.softmax(length, weights, weightsAt);
    loops.collect(tile, weights, weightsAt, features, featuresAt + shape.layer2Row(g, 0) * WIDTH);
    for (int h = 0; h < layer1.length; h++) {
      FirstLayer head = layer1[h];
      int scaledWeights = 2 * g * length * WIDTH;
      loops.distribute(
          length, head.e(), head.inverseSum(), weights, weightsAt, left[h], scaledWeights, row, 0);
      loops.collect(tile, row, 0, features, featuresAt + shape.layer2Row(g, 1 + h) * WIDTH);
    }
  }

  /** f = softmax(logits); returns the sum over the tile of -sum_s t_s log f_s. */
  private double predict(SequenceBatch batch, int first) {
    int count = Math.min(WIDTH, batch.size() - first);
    for (int s = 0; s < shape.vocab(); s++) {
      int at = s * WIDTH;
      System.arraycopy(batch.targets(), s * batch.size() + first, targets, at, count);
      Arrays.fill(targets, at + count, at + WIDTH, 0);
    }
    loops.predict(shape.vocab(), logits, targets, distribution, normalisers);
    double loss = 0;
    for (int l = 0; l < count; l++) {
      double total = normalisers[2 * WIDTH + l];
      loss += total * Math.log(normalisers[l]) - normalisers[WIDTH + l];
    }
    return loss;
  }

  private void backward(int size, int panel) {
    int vocab = shape.vocab();
    int queries = shape.queries();
    int featuresAt = panel * shape.outputFeatures() * WIDTH;
    int queryGradientAt = panel * queries * WIDTH;
    int logitGradientAt = panel * vocab * WIDTH;
    int fixed = shape.fixedFeatures();
    loops.logitGradient(
        vocab,
        1f / size,
        distribution,
        targets,
        normalisers,
        2 * WIDTH,
        logitGradient,
        logitGradientAt);
    loops.multiply(
        shape.outputFeatures() - fixed,
        vocab,
        outputMatrix,
        fixed * vocab,
        vocab,
        1,
        logitGradient,
        logitGradientAt,
        featureGradient,
        0);
    for (int g = 0; g < shape.heads2(); g++) {
      attendGradient(g, queryGradientAt);
    }
    loops.multiplyAdd(
        shape.heads1() * shape.width(),
        queries,
        queryMatrix,
        fixed * queries,
        queries,
        1,
        queryGradient,
        queryGradientAt,
        featureGradient,
        0);
    for (int h = 0; h < layer1.length; h++) {
      scoreGradient(h, featuresAt);
    }
  }

  /** From the derivatives of the averages of head g of layer 2 to those of its query. */
  private void attendGradient(int g, int queryGradientAt) {
    int length = shape.length();
    int weightsAt = g * length * WIDTH;
    int dv = 2 * g * length * WIDTH;
    int dscore = dv + length * WIDTH;
    loops.lookUp(tile, featureGradient, gradientRow(shape.layer2Row(g, 0)), row, 0);
    for (int h = 0; h < layer1.length; h++) {
      FirstLayer head = layer1[h];
      loops.lookUp(tile, featureGradient, gradientRow(shape.layer2Row(g, 1 + h)), right[h], dv);
      loops.average(length, head.e(), head.inverseSum(), right[h], dv, means[h], dv, row, 0);
    }
    loops.softmaxGradient(length, weights, weightsAt, row, 0);
    loops.collect(tile, row, 0, queryGradient, queryGradientAt + shape.queryRow(g, 0) * WIDTH);
    for (int h = 0; h < layer1.length; h++) {
      FirstLayer head = layer1[h];
      // w has been used, its place takes du.
      loops.distribute(
          length, head.e(), head.inverseSum(), row, 0, left[h], dscore, weights, weightsAt);
      int to = queryGradientAt + shape.queryRow(g, 1 + h) * WIDTH;
      loops.collect(tile, weights, weightsAt, queryGradient, to);
    }
  }

  /** The gradient of layer 1's scores: that of layer 2's keys and values, and of its query. */
  private void scoreGradient(int h, int featuresAt) {
    int length = shape.length();
    FirstLayer head = layer1[h];
    int own = shape.layer1Row(h);
    loops.lookUp(tile, featureGradient, gradientRow(own), row, 0);
    int attention = featuresAt + (own + shape.vocab()) * WIDTH;
    loops.softmaxGradient(length, features, attention, row, 0);
    loops.scoreGradient(length, 2 * shape.heads2(), head.e(), left[h], right[h], means[h]);
    loops.add(length, row, 0, head.e(), TileLoops.pair(length - 1, 0) * WIDTH);
    head.addScoreGradient(tile);
  }

  private int gradientRow(int feature) {
    return (feature - shape.fixedFeatures()) * WIDTH;
  }

  private void addOuterProducts(int tiles) {
    int queries = shape.queries();
    int outputs = shape.outputFeatures();
    int vocab = shape.vocab();
    int stride = outputs * WIDTH;
    loops.contract(
        tiles,
        shape.queryFeatures(),
        features,
        0,
        stride,
        queries,
        queryGradient,
        0,
        queries * WIDTH,
        queryMatrixSums);
    loops.contract(
        tiles,
        outputs,
        features,
        0,
        stride,
        vocab,
        logitGradient,
        0,
        vocab * WIDTH,
        outputMatrixSums);
  }

  private void writeGradient() {
    for (int h = 0; h < layer1.length; h++) {
      layer1[h].writeGradient(gradient, layer1At[h]);
    }
    int width1 = shape.width1();
    for (int r = 0; r < shape.queryFeatures(); r++) {
      for (int g = 0; g < shape.heads2(); g++) {
        int from = r * shape.queries() + g * width1;
        int to = layer2At[g] + residualRow(r) * width1;
        total(width1, queryMatrixSums, from, to);
      }
    }
    for (int r = 0; r < shape.outputFeatures(); r++) {
      int to = outputAt + residualRow(r) * shape.vocab();
      total(shape.vocab(), outputMatrixSums, r * shape.vocab(), to);
    }
  }

  private void total(int n, float[] sums, int from, int to) {
    for (int i = 0; i < n; i++) {
      gradient[to + i] = TileLoops.total(sums, (from + i) * FOLD);
    }
  }
}
