package org.espalier.model;

import static org.espalier.model.TriangularProduct.upToColumns;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.task.SequenceBatch;

/**
 * {@link DeepNetwork} for long sequences: the same sums, as products of the matrices of one
 * sequence in place of vectors of the lanes of a tile.
 *
 * <p>The residual stream of a tile and its derivatives take 2 T n 32 numbers, 57 MB for heads 3-1-1
 * at T = 128, and its sums over the batch 16 times the parameters. Those of one sequence take 2 MB,
 * and its sums nothing beyond the gradient. The last layer's matrices, the largest, are read once
 * for {@value #SEQUENCES} sequences, and the outer products of their gradients are added for a
 * panel of {@value #PANEL}.
 */
final class LongDeepModel implements TileModel, LoadedTokens {

  private static final int SEQUENCES = SequenceReadout.SEQUENCES;

  private static final int PANEL = SequenceReadout.GROUPS * SEQUENCES;

  /** The longest sequences that stay with {@link DeepNetwork} whatever the heads. */
  private static final int SHORT = 40;

  /** Entries of what the last layer reads from which on this kernel was faster. */
  private static final int LARGE = 500;

  private final int vocab;
  private final int length;
  private final int width; // S + T
  private final SequenceLoops loops;
  private final float[] parameters;
  private final SequenceLayers layers; // before the last
  private final SequenceStream[] streams; // per sequence, before the last layer
  private final LastHeads[] lastHeads; // per sequence
  private final int heads; // of the last layer
  private final int features; // n that its heads read
  private final int[] lastAt; // of each head's matrix in the parameters
  private final Matrix[] transposed; // [n, n - S - T] per head, rows of the learned parts
  private final Matrix[] lastGradient; // [n,n] per head
  private final Matrix queries; // [SEQUENCES, heads n], each head's part filled up
  private final Matrix outputs; // [PANEL, outputs] the residual stream at T-1
  private final Matrix queryGradient; // [PANEL, heads n], likewise
  private final Matrix outputGradient; // [SEQUENCES, outputs]
  private final SequenceReadout readout;
  private final Group[] groups; // of the panel
  private final TriangularProduct[] outerProducts;
  private int filled; // groups of the panel
  private int count; // sequences that are loaded

  /** What a panel keeps of the sequences of one step, and products with it. */
  private record Group(
      Place[] places, TriangularProduct[] query, TriangularProduct[] featureGradient) {}

  /** Where one sequence's vectors of the last layer's heads are. */
  private record Place(Matrix queries, Matrix averages, Matrix averageGradient, Matrix dqueries) {}

  private LongDeepModel(
      Model.Disentangled model, int vocab, int length, TileLoops tileLoops, float[] parameters) {
    this.vocab = vocab;
    this.length = length;
    this.width = vocab + length;
    this.loops = tileLoops.sequences();
    this.parameters = parameters;
    ParameterLayout layout = model.layout(vocab, length);
    int depth = model.heads().size();
    heads = model.heads().get(depth - 1);
    features = model.width(depth - 1, vocab, length);
    lastAt = new int[heads];
    Arrays.setAll(lastAt, g -> layout.entry(Model.attentionName(depth - 1, g)).offset());
    layers = new SequenceLayers(loops, model, depth - 1, vocab, length);
    streams = new SequenceStream[SEQUENCES];
    Arrays.setAll(streams, i -> layers.stream());
    lastHeads = new LastHeads[SEQUENCES];
    Arrays.setAll(
        lastHeads, i -> new LastHeads(loops, streams[i].tokens(), streams[i].learned(), heads));
    int learned = features - width;
    int stride = upToColumns(features);
    int all = (1 + heads) * features;
    int wide = upToColumns(all) + TriangularProduct.COLUMNS;
    transposed = new Matrix[heads];
    Arrays.setAll(transposed, g -> SequenceMatrices.zeros(features, learned, upToColumns(learned)));
    lastGradient = new Matrix[heads];
    Arrays.setAll(lastGradient, g -> SequenceMatrices.zeros(features, features, stride));
    queries = SequenceMatrices.zeros(SEQUENCES, heads * stride, heads * stride);
    outputs = SequenceMatrices.zeros(PANEL, all, wide);
    queryGradient = SequenceMatrices.zeros(PANEL, heads * stride, heads * stride);
    outputGradient = SequenceMatrices.zeros(SEQUENCES, all, wide);
    int outputAt = layout.entry("W").offset();
    int[] rows = IntStream.range(0, all).map(r -> outputAt + r * vocab).toArray();
    readout = new SequenceReadout(tileLoops, vocab, rows, outputs, outputGradient);
    groups = new Group[PANEL / SEQUENCES];
    Arrays.setAll(groups, i -> group(i * SEQUENCES));
    outerProducts = outerProducts();
  }

  private Group group(int first) {
    Matrix x = outputs.part(first, 0, SEQUENCES, features);
    Matrix dx = outputGradient.part(0, width, SEQUENCES, features - width);
    int stride = upToColumns(features);
    var query = new TriangularProduct[heads];
    var featureGradient = new TriangularProduct[heads];
    for (int g = 0; g < heads; g++) {
      // Where its rows are filled up, products read what follows them: W follows the last.
      Matrix a = Matrix.of(parameters, lastAt[g], features, features);
      query[g] = TriangularProduct.of(x, a, queries.part(0, g * stride, SEQUENCES, features));
      Matrix dr = queryGradient.part(first, g * stride, SEQUENCES, features);
      featureGradient[g] = TriangularProduct.of(dr, transposed[g], dx);
    }
    var places = new Place[SEQUENCES];
    Arrays.setAll(places, i -> place(first, i));
    return new Group(places, query, featureGradient);
  }

  private Place place(int first, int i) {
    int stride = upToColumns(features);
    return new Place(
        byHead(queries, i * queries.rowStride(), stride),
        byHead(outputs, (first + i) * outputs.rowStride() + features, features),
        byHead(outputGradient, i * outputGradient.rowStride() + features, features),
        byHead(queryGradient, (first + i) * queryGradient.rowStride(), stride));
  }

  /** Part of a row as a matrix with a row for each head. */
  private Matrix byHead(Matrix of, int at, int stride) {
    return Matrix.of(of.array(), at, heads, stride).part(0, 0, heads, features);
  }

  private TriangularProduct[] outerProducts() {
    var products = new TriangularProduct[heads];
    int stride = upToColumns(features);
    Matrix x = outputs.part(0, 0, PANEL, features).transposed();
    for (int g = 0; g < heads; g++) {
      Matrix dr = queryGradient.part(0, g * stride, PANEL, features);
      products[g] = TriangularProduct.of(x, dr, lastGradient[g]);
    }
    return products;
  }

  /** Whether it takes less time than the kernel whose lanes are sequences. */
  static boolean isFaster(Model.Disentangled model, int vocab, int length) {
    double entries = vocab + length; // of a size that may be refused later
    for (int heads : model.heads().subList(0, model.heads().size() - 1)) {
      entries *= 1 + heads;
    }
    return length > SHORT && entries >= LARGE;
  }

  /** A kernel for a model of three layers or more, of any heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    float[] parameters = new float[model.layout(vocab, length).size()];
    var onSequences = new LongDeepModel(model, vocab, length, loops, parameters);
    return new TileKernel(onSequences, parameters, onSequences, batchSize);
  }

  @Override
  public int sequences() {
    return SEQUENCES;
  }

  @Override
  public int vocab() {
    return vocab;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void load(SequenceBatch batch, int first) {
    count = Math.min(SEQUENCES, batch.size() - first);
    for (int i = 0; i < count; i++) {
      streams[i].tokens().load(batch, first + i);
    }
  }

  @Override
  public void prepare() {
    filled = 0;
    layers.prepare(parameters);
    for (int g = 0; g < heads; g++) {
      lastGradient[g].clearArray();
      transpose(g);
    }
    readout.prepare(parameters);
  }

  private void transpose(int g) {
    float[] to = transposed[g].array();
    int stride = transposed[g].rowStride();
    for (int r = width; r < features; r++) {
      int row = lastAt[g] + r * features;
      for (int c = 0; c < features; c++) {
        to[c * stride + r - width] = parameters[row + c];
      }
    }
  }

  @Override
  public int firstPrediction() {
    return length - 1;
  }

  @Override
  public Rows distribution(int position) {
    return readout.distribution();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    Group group = groups[filled];
    for (int i = 0; i < SEQUENCES; i++) {
      int at = (filled * SEQUENCES + i) * outputs.rowStride();
      Arrays.fill(outputs.array(), at, at + outputs.rowStride(), 0);
      if (i < count) {
        streams[i].forward();
        collectFeatures(streams[i], at);
      }
    }
    queries.clearArray();
    for (TriangularProduct product : group.query) {
      loops.multiplyAdd(product);
    }
    for (int i = 0; i < count; i++) {
      lastHeads[i].forward(group.places[i].queries, group.places[i].averages);
    }
    return readout.forward(filled, batch, first);
  }

  /** x_{T-1}, part by part. */
  private void collectFeatures(SequenceStream stream, int at) {
    int last = length - 1;
    outputs.array()[at + stream.tokens().at(last)] = 1;
    outputs.array()[at + vocab + last] = 1;
    for (int c = 0; c < stream.learned().size(); c++) {
      Matrix x = stream.learned().get(c).x().matrix();
      int to = at + (c + 1) * width;
      System.arraycopy(x.array(), last * x.rowStride(), outputs.array(), to, width);
    }
  }

  @Override
  public void backward(int size) {
    Group group = groups[filled];
    readout.backward(filled, count, size);
    int from = filled * SEQUENCES * queryGradient.rowStride();
    int end = from + SEQUENCES * queryGradient.rowStride();
    Arrays.fill(queryGradient.array(), from, end, 0);
    for (int i = 0; i < count; i++) {
      Place place = group.places[i];
      streams[i].clearGradient();
      lastHeads[i].backward(place.queries, place.averageGradient, place.dqueries);
    }
    for (TriangularProduct product : group.featureGradient) {
      loops.multiplyAdd(product);
    }
    for (int i = 0; i < count; i++) {
      addFeatureGradient(streams[i], i * outputGradient.rowStride());
      streams[i].backward();
    }
    filled++;
    if (filled == groups.length) {
      addOuterProducts();
    }
  }

  /** The derivatives by the learned parts of x_{T-1}, from row {@code at} of its gradient. */
  private void addFeatureGradient(SequenceStream stream, int at) {
    for (int c = 0; c < stream.learned().size(); c++) {
      Matrix dx = stream.learned().get(c).dx().matrix();
      int to = (length - 1) * dx.rowStride();
      SmallMatrices.add(width, 1, outputGradient.array(), at + (c + 1) * width, dx.array(), to);
    }
  }

  private void addOuterProducts() {
    SequenceReadout.clearFrom(filled, outputs);
    SequenceReadout.clearFrom(filled, queryGradient);
    for (TriangularProduct product : outerProducts) {
      loops.multiplyAdd(product);
    }
    readout.addOuterProducts(filled);
    filled = 0;
  }

  @Override
  public void writeGradient(float[] gradient) {
    if (filled > 0) {
      addOuterProducts();
    }
    layers.writeGradient(gradient);
    for (int g = 0; g < heads; g++) {
      write(lastGradient[g], gradient, lastAt[g]);
    }
    readout.writeGradient(gradient);
  }

  private static void write(Matrix from, float[] to, int at) {
    for (int r = 0; r < from.rows(); r++) {
      int row = at + r * from.columns();
      System.arraycopy(from.array(), r * from.rowStride(), to, row, from.columns());
    }
  }
}
