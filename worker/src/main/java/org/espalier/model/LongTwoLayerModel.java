package org.espalier.model;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * {@link TwoLayerModel} for long sequences: the same sums, where the lanes are the positions of a
 * sequence in place of the sequences of a tile.
 *
 * <p>The attention of a tile takes T^2/2 times 32 numbers, 640 KB at T = 100, and comes from beyond
 * the second-level cache each time it is read. That of one sequence takes 20 KB. What is linear in
 * the features of the last position, products with A2 and W, is computed for {@value #SEQUENCES}
 * sequences at a time, and the outer products of their gradients for a panel of {@value #PANEL}.
 */
final class LongTwoLayerModel implements TileModel, LoadedTokens {

  /** More would not stay in the cache. */
  private static final int SEQUENCES = SequenceReadout.SEQUENCES;

  private static final int PANEL = SequenceReadout.GROUPS * SEQUENCES;

  /** Of what columns of matrices are a multiple. */
  private static final int COLUMNS = 32;

  /** The most symbols with which {@link TwoLayerModel} was faster whatever the length. */
  private static final int FEW_SYMBOLS = 4;

  /** The most symbols with which the two were compared. */
  private static final int MANY_SYMBOLS = 40;

  /** The longest sequences that stay with {@link TwoLayerModel} whatever the symbols. */
  private static final int SHORT = 40;

  /** Symbols times positions from which on this kernel was faster. */
  private static final int LARGE = 600;

  private final TwoLayerShape shape;
  private final PositionBlocks blocks;
  private final PositionLoops loops;
  private final SequenceLoops products;
  private final PositionTokens[] tokens; // per sequence
  private final float[] parameters;
  private final PositionHead[] layer1; // per head
  private final int[] layer1At;
  private final int[] layer2At;
  private final Matrix a2; // [query features, queries] A2 of all heads, packed
  private final Matrix a2Transposed; // [queries, learned query features]
  private final Matrix a2Gradient;
  private final Matrix features; // [PANEL, output features]
  private final Matrix queryGradient; // [PANEL, queries]
  private final Group[] groups; // of the panel
  private final Matrix query; // [SEQUENCES, queries]
  private final Matrix featureGradient; // [SEQUENCES, output features]
  private final Matrix queryPartGradient; // the part of it that the query reads
  private final float[][][] weights; // per head of layer 2 and sequence, w
  private final ScoreFactors[][] factors; // per head of layer 1 and sequence
  private final float[] row; // a vector of positions
  private final float[][] du; // per head of layer 2, a vector of positions
  private final TriangularProduct outerProducts; // of a panel
  private final SequenceReadout readout;
  private int filled; // groups of the panel
  private int count; // sequences that are loaded

  /** Products with what a panel keeps of some sequences. */
  private record Group(TriangularProduct query, TriangularProduct queryFeatureGradient) {}

  LongTwoLayerModel(
      TwoLayerShape shape, ParameterLayout layout, TileLoops tileLoops, float[] parameters) {
    this.shape = shape;
    this.loops = tileLoops.positions();
    this.products = tileLoops.sequences();
    this.parameters = parameters;
    int vocab = shape.vocab();
    blocks = new PositionBlocks(shape.length());
    tokens = new PositionTokens[SEQUENCES];
    Arrays.setAll(tokens, i -> new PositionTokens(blocks, vocab));
    layer1At = new int[shape.heads1()];
    Arrays.setAll(layer1At, h -> shape.layer1At(layout, h));
    layer2At = new int[shape.heads2()];
    Arrays.setAll(layer2At, g -> shape.layer2At(layout, g));
    layer1 = new PositionHead[shape.heads1()];
    Arrays.setAll(layer1, h -> new PositionHead(loops, tokens, parameters, layer1At[h]));
    int outputs = shape.outputFeatures();
    int learned = upToColumns(shape.heads1() * shape.width());
    int wide = upToColumns(Math.max(outputs, shape.fixedFeatures() + learned));
    int queries = upToColumns(shape.queries());
    int queryRows = TileLoops.upToFour(shape.queryFeatures());
    a2 = Matrix.zeros(shape.queryFeatures(), queries);
    a2Transposed = Matrix.zeros(shape.queries(), learned);
    a2Gradient = Matrix.zeros(queryRows, queries);
    features = Matrix.zeros(PANEL, wide);
    queryGradient = Matrix.zeros(PANEL, queries);
    query = Matrix.zeros(SEQUENCES, queries);
    featureGradient = Matrix.zeros(SEQUENCES, wide);
    queryPartGradient = featureGradient.part(0, shape.fixedFeatures(), SEQUENCES, learned);
    int size = blocks.vectorSize();
    weights = new float[shape.heads2()][SEQUENCES][size];
    factors = new ScoreFactors[shape.heads1()][SEQUENCES];
    for (ScoreFactors[] ofHead : factors) {
      Arrays.setAll(ofHead, i -> ScoreFactors.allocate(shape.heads2(), size));
    }
    row = new float[size];
    du = new float[shape.heads2()][size];
    groups = new Group[SequenceReadout.GROUPS];
    Arrays.setAll(groups, i -> group(i * SEQUENCES));
    Matrix queryFeatures = features.part(0, 0, PANEL, queryRows).transposed();
    outerProducts = TriangularProduct.of(queryFeatures, queryGradient, a2Gradient);
    int outputAt = layout.entry("W").offset();
    int[] rows = new int[outputs];
    Arrays.setAll(rows, r -> outputAt + shape.residualRow(r) * vocab);
    readout =
        new SequenceReadout(
            tileLoops,
            vocab,
            rows,
            features.part(0, 0, PANEL, outputs),
            featureGradient.part(0, 0, SEQUENCES, outputs));
  }

  private Group group(int first) {
    Matrix x = features.part(first, 0, SEQUENCES, shape.queryFeatures());
    Matrix dq = queryGradient.part(first, 0, SEQUENCES, shape.queries());
    return new Group(
        TriangularProduct.of(x, a2, query),
        TriangularProduct.of(dq, a2Transposed, queryPartGradient));
  }

  private static int upToColumns(int n) {
    return (n + COLUMNS - 1) / COLUMNS * COLUMNS;
  }

  /** Whether it takes less time than the kernel whose lanes are sequences. */
  static boolean isFaster(int vocab, int length) {
    return vocab > FEW_SYMBOLS
        && vocab <= MANY_SYMBOLS
        && length > SHORT
        && vocab * length >= LARGE;
  }

  /** A kernel for a model of two layers, of any heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    var shape = new TwoLayerShape(vocab, length, model.heads().get(0), model.heads().get(1));
    var layout = model.layout(vocab, length);
    float[] parameters = new float[layout.size()];
    var onSequences = new LongTwoLayerModel(shape, layout, loops, parameters);
    return new TileKernel(onSequences, parameters, onSequences, batchSize);
  }

  @Override
  public int sequences() {
    return SEQUENCES;
  }

  @Override
  public int vocab() {
    return shape.vocab();
  }

  @Override
  public int length() {
    return shape.length();
  }

  @Override
  public void load(SequenceBatch batch, int first) {
    count = Math.min(SEQUENCES, batch.size() - first);
    PositionTokens.load(batch, first, count, tokens);
  }

  @Override
  public void prepare() {
    filled = 0;
    a2Gradient.clearArray();
    for (PositionHead head : layer1) {
      head.prepare();
    }
    packQueryMatrix();
    readout.prepare(parameters);
  }

  private void packQueryMatrix() {
    int width1 = shape.width1();
    int fixed = shape.fixedFeatures();
    float[] transposed = a2Transposed.array();
    for (int r = 0; r < shape.queryFeatures(); r++) {
      for (int g = 0; g < shape.heads2(); g++) {
        int at = layer2At[g] + shape.residualRow(r) * width1;
        System.arraycopy(parameters, at, a2.array(), r * a2.rowStride() + g * width1, width1);
        if (r >= fixed) {
          for (int c = 0; c < width1; c++) {
            int row = (g * width1 + c) * a2Transposed.rowStride();
            transposed[row + r - fixed] = parameters[at + c];
          }
        }
      }
    }
  }

  @Override
  public int firstPrediction() {
    return shape.length() - 1;
  }

  @Override
  public Rows distribution(int position) {
    return readout.distribution();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    for (int i = 0; i < SEQUENCES; i++) {
      int at = rowOf(features, i);
      Arrays.fill(features.array(), at, at + features.rowStride(), 0);
      if (i < count) {
        queryFeatures(i, at);
      }
    }
    query.clearArray();
    products.multiplyAdd(groups[filled].query);
    for (int i = 0; i < count; i++) {
      for (int g = 0; g < shape.heads2(); g++) {
        attend(i, g);
      }
    }
    return readout.forward(filled, batch, first);
  }

  /** Where a matrix of the panel has a sequence's row. */
  private int rowOf(Matrix panel, int i) {
    return (filled * SEQUENCES + i) * panel.rowStride();
  }

  /** [onehot(s_{T-1}); 1; y], y = P_{T-1} X for each head. */
  private void queryFeatures(int i, int at) {
    int last = shape.length() - 1;
    features.array()[at + tokens[i].ofKeys()[last]] = 1;
    features.array()[at + shape.vocab()] = 1;
    for (int h = 0; h < layer1.length; h++) {
      layer1[h].attend(tokens[i], i);
      layer1[h].attention(i).copyRow(last, row);
      collect(tokens[i], row, features.array(), at + shape.layer1Row(h));
    }
  }

  /** r = X^T y for the embedding X: r[S+k] = y_k and r[s] the sum over k with s_k = s. */
  private void collect(PositionTokens of, float[] y, float[] r, int rAt) {
    int vocab = shape.vocab();
    Arrays.fill(r, rAt, rAt + vocab, 0);
    int[] s = of.ofKeys();
    int first = blocks.at(0);
    for (int k = 0; k < shape.length(); k++) {
      r[rAt + s[k]] += y[first + k];
    }
    System.arraycopy(y, first, r, rAt + vocab, shape.length());
  }

  /** score = X r + sum over heads of P X r', w = softmax(score); X^T w and, per head, X^T P^T w. */
  private void attend(int i, int g) {
    float[] score = weights[g][i];
    float[] q = query.array();
    int qAt = i * query.rowStride();
    float[] f = features.array();
    int fAt = rowOf(features, i);
    int size = blocks.vectorSize();
    loops.lookUp(tokens[i], q, qAt + shape.queryRow(g, 0), score, 0);
    for (int h = 0; h < layer1.length; h++) {
      ScoreFactors of = factors[h][i];
      int uAt = (2 * g + 1) * size;
      loops.lookUp(tokens[i], q, qAt + shape.queryRow(g, 1 + h), of.right(), uAt);
      loops.average(layer1[h].attention(i), of.right(), uAt, of.mean(), uAt);
      add(of.mean(), uAt, score);
    }
    loops.softmax(blocks, score);
    collect(tokens[i], score, f, fAt + shape.layer2Row(g, 0));
    for (int h = 0; h < layer1.length; h++) {
      PositionAttention p = layer1[h].attention(i);
      loops.scale(p, score, factors[h][i].left(), 2 * g * size);
      loops.distribute(p, factors[h][i].left(), 2 * g * size, row);
      collect(tokens[i], row, f, fAt + shape.layer2Row(g, 1 + h));
    }
  }

  /** y <- y + x, vectors of positions. */
  private void add(float[] x, int xAt, float[] y) {
    for (int i = 0; i < blocks.lanes(); i++) {
      y[i] += x[xAt + i];
    }
  }

  @Override
  public void backward(int size) {
    readout.backward(filled, count, size);
    for (int i = 0; i < count; i++) {
      for (int g = 0; g < shape.heads2(); g++) {
        attendGradient(i, g);
      }
      for (int h = 0; h < layer1.length; h++) {
        layer1[h].backward(tokens[i], i, factors[h][i], du);
        for (int g = 0; g < shape.heads2(); g++) {
          int at = rowOf(queryGradient, i) + shape.queryRow(g, 1 + h);
          collect(tokens[i], du[g], queryGradient.array(), at);
        }
      }
    }
    int end = rowOf(queryGradient, SEQUENCES);
    Arrays.fill(queryGradient.array(), rowOf(queryGradient, count), end, 0);
    products.multiplyAdd(groups[filled].queryFeatureGradient);
    for (int i = 0; i < count; i++) {
      for (int h = 0; h < layer1.length; h++) {
        lastRowGradient(i, h);
      }
    }
    filled++;
    if (filled == groups.length) {
      addOuterProducts();
    }
  }

  /** From the derivatives of the averages of head g of layer 2 to those of its scores. */
  private void attendGradient(int i, int g) {
    float[] df = featureGradient.array();
    int dfAt = i * featureGradient.rowStride();
    float[] dq = queryGradient.array();
    int dqAt = rowOf(queryGradient, i);
    int size = blocks.vectorSize();
    loops.lookUp(tokens[i], df, dfAt + shape.layer2Row(g, 0), row, 0);
    for (int h = 0; h < layer1.length; h++) {
      ScoreFactors of = factors[h][i];
      int dvAt = 2 * g * size;
      loops.lookUp(tokens[i], df, dfAt + shape.layer2Row(g, 1 + h), of.right(), dvAt);
      loops.average(layer1[h].attention(i), of.right(), dvAt, of.mean(), dvAt);
      add(of.mean(), dvAt, row);
    }
    loops.softmaxGradient(blocks, weights[g][i], row);
    collect(tokens[i], row, dq, dqAt + shape.queryRow(g, 0));
    for (int h = 0; h < layer1.length; h++) {
      loops.scale(layer1[h].attention(i), row, factors[h][i].left(), (2 * g + 1) * size);
    }
  }

  /**
   * The part of the gradient of layer 1's scores that comes through the query of layer 2: that of
   * the last row, P_{T-1,k} (z_k - sum_i P_{T-1,i} z_i), z = X dy.
   */
  private void lastRowGradient(int i, int h) {
    int at = shape.layer1Row(h);
    float[] df = featureGradient.array();
    loops.lookUp(tokens[i], df, i * featureGradient.rowStride() + at, row, 0);
    float[] p = features.array();
    int pAt = rowOf(features, i) + at + shape.vocab();
    int first = blocks.at(0);
    float mean = 0;
    for (int k = 0; k < shape.length(); k++) {
      mean = Math.fma(p[pAt + k], row[first + k], mean);
    }
    for (int k = 0; k < shape.length(); k++) {
      row[first + k] = p[pAt + k] * (row[first + k] - mean);
    }
    layer1[h].addLastRow(tokens[i], row);
  }

  private void addOuterProducts() {
    SequenceReadout.clearFrom(filled, features);
    SequenceReadout.clearFrom(filled, queryGradient);
    products.multiplyAdd(outerProducts);
    readout.addOuterProducts(filled);
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
        int from = r * a2Gradient.rowStride() + g * width1;
        System.arraycopy(a2Gradient.array(), from, gradient, to, width1);
      }
    }
    readout.writeGradient(gradient);
  }
}
