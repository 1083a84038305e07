package org.espalier.model;

import static org.espalier.model.SmallMatrices.transpose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The transformer with MLPs, with everything linear folded into matrices over one-hot inputs and
 * hidden vectors, see {@link FoldedLayer}. So layer 1 is looked up in tables, and the last layer,
 * which attends from position T-1 only, reads hidden vectors without ever forming h.
 */
final class TransformerNetwork implements ResidualNetwork {
  private final SmallMatrices matrices;
  private final int vocab;
  private final int width;
  private final int wteAt;
  private final int readoutAt;
  private final List<FoldedLayer> folded = new ArrayList<>();
  private final List<List<AttentionHead>> heads = new ArrayList<>(); // per layer
  private final List<MlpBranch> branches = new ArrayList<>();
  private final List<ResidualPart> residual = new ArrayList<>();
  private final float[] basis; // [n,d] of the residual stream at the end
  private final float[] basisGradient;
  private final float[] output; // [n,S] basis W
  private final float[] readoutTransposed; // [S,d]
  private float[] parameters = {};

  private TransformerNetwork(Model.Transformer model, TokenTile tile, TileLoops loops) {
    int length = tile.length();
    vocab = tile.vocab();
    width = model.width();
    ParameterLayout layout = model.layout(vocab, length);
    wteAt = layout.entry("wte").offset(); // wpe follows
    readoutAt = layout.entry("W").offset();
    var embedding = new OneHotEmbedding(loops, tile);
    residual.add(embedding);
    int depth = model.heads().size();
    int widest = vocab + length + depth * model.hidden();
    matrices = new SmallMatrices(loops, Math.max(widest, width));
    for (int l = 0; l < depth; l++) {
      folded.add(new FoldedLayer(model, layout, l, vocab, length, matrices));
      int first = l == depth - 1 ? length - 1 : 0;
      List<AttentionHead> ofLayer = new ArrayList<>();
      List<List<ResidualVectors>> averages = new ArrayList<>();
      for (int h = 0; h < model.heads().get(l); h++) {
        AttentionHead head =
            l == 0 && depth > 1
                ? new TableHead(loops, embedding, tile)
                : new DenseHead(loops, residual, length, first);
        ofLayer.add(head);
        averages.add(head.averages());
      }
      heads.add(ofLayer);
      var branch = new MlpBranch(loops, averages, model.hidden(), length, first);
      branches.add(branch);
      residual.add(branch.output());
    }
    int n = residual.stream().mapToInt(ResidualPart::width).sum();
    basis = new float[n * width];
    basisGradient = new float[n * width];
    output = new float[n * vocab];
    readoutTransposed = new float[vocab * width];
  }

  /** A kernel for a transformer of any depth and heads. */
  static GradientEngine kernel(
      Model.Transformer model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    var network = new TransformerNetwork(model, tile, loops);
    var tiles = new ResidualModel(network, tile, loops);
    return new TileKernel(tiles, model.layout(vocab, length), tile, batchSize);
  }

  @Override
  public void prepare(float[] parameters) {
    this.parameters = parameters;
    float[] first = folded.get(0).basis();
    System.arraycopy(parameters, wteAt, first, 0, first.length);
    for (int l = 0; l < folded.size(); l++) {
      folded.get(l).fold(parameters, l + 1 < folded.size() ? folded.get(l + 1).basis() : basis);
      for (int h = 0; h < heads.get(l).size(); h++) {
        heads.get(l).get(h).prepare(folded.get(l).score(h), 0);
      }
      branches.get(l).clearGradient();
    }
    Arrays.fill(output, 0);
    matrices.addProduct(rows(), width, vocab, 1, basis, 0, parameters, readoutAt, output, 0);
  }

  @Override
  public List<ResidualPart> residual() {
    return residual;
  }

  @Override
  public float[] outputMatrix() {
    return output;
  }

  @Override
  public int outputMatrixAt() {
    return 0;
  }

  @Override
  public void forward() {
    for (int l = 0; l < folded.size(); l++) {
      FoldedLayer layer = folded.get(l);
      MlpBranch branch = branches.get(l);
      for (int h = 0; h < heads.get(l).size(); h++) {
        heads.get(l).get(h).forward(layer.score(h), 0);
        branch.forward(h, layer.branch(h));
      }
    }
  }

  @Override
  public void clearResidualGradient() {
    for (MlpBranch branch : branches) {
      branch.output().clearGradient();
    }
  }

  @Override
  public void backward() {
    for (int l = folded.size() - 1; l >= 0; l--) {
      FoldedLayer layer = folded.get(l);
      MlpBranch branch = branches.get(l);
      branch.rectifyGradient();
      for (int h = 0; h < heads.get(l).size(); h++) {
        branch.backward(h, layer.branch(h));
        heads.get(l).get(h).backward(layer.score(h), 0);
      }
    }
  }

  @Override
  public void writeGradient(Readout readout, float[] gradient) {
    Arrays.fill(gradient, 0);
    readout.writeGradient(output, 0);
    matrices.addTransposedProduct(
        width, rows(), vocab, 1, basis, 0, output, 0, gradient, readoutAt);
    transpose(width, vocab, parameters, readoutAt, readoutTransposed);
    Arrays.fill(basisGradient, 0);
    matrices.addProduct(rows(), vocab, width, 1, output, 0, readoutTransposed, 0, basisGradient, 0);
    float[] next = basisGradient;
    for (int l = folded.size() - 1; l >= 0; l--) {
      FoldedLayer layer = folded.get(l);
      for (int h = 0; h < heads.get(l).size(); h++) {
        heads.get(l).get(h).writeGradient(layer.score(h), 0);
        branches.get(l).writeGradient(h, layer.branch(h));
      }
      layer.unfold(parameters, next, gradient);
      next = layer.basisGradient();
    }
    System.arraycopy(next, 0, gradient, wteAt, next.length);
  }

  private int rows() {
    return basis.length / width;
  }
}
