package org.espalier.model;

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
  private final int wteAt; // wpe follows
  private final float[] parameters;
  private final float[] gradient;
  private final Matrix readout; // [d,S] W
  private final Matrix readoutGradient;
  private final List<FoldedLayer> folded = new ArrayList<>();
  private final List<List<AttentionHead>> heads = new ArrayList<>(); // per layer
  private final List<MlpBranch> branches = new ArrayList<>();
  private final List<ResidualPart> residual = new ArrayList<>();
  private final Matrix basis; // [n,d] of the residual stream at the end
  private final Matrix basisGradient;
  private final Matrix output; // [n,S] basis W

  private TransformerNetwork(
      Model.Transformer model, TokenTile tile, TileLoops loops, float[] parameters) {
    this.parameters = parameters;
    gradient = new float[parameters.length];
    int length = tile.length();
    int vocab = tile.vocab();
    int width = model.width();
    ParameterLayout layout = model.layout(vocab, length);
    wteAt = layout.entry("wte").offset();
    readout = Matrix.of(parameters, layout.entry("W"));
    readoutGradient = Matrix.of(gradient, layout.entry("W"));
    var embedding = new OneHotEmbedding(loops, tile);
    residual.add(embedding);
    int depth = model.heads().size();
    int n = vocab + length + depth * model.hidden();
    matrices = new SmallMatrices(loops, Math.max(n, width));
    for (int l = 0; l < depth; l++) {
      var layer = new FoldedLayer(model, l, tile, parameters, gradient, matrices);
      folded.add(layer);
      int first = l == depth - 1 ? length - 1 : 0;
      List<AttentionHead> ofLayer = new ArrayList<>();
      List<List<ResidualVectors>> averages = new ArrayList<>();
      List<Matrix> matricesOfHeads = new ArrayList<>();
      for (int h = 0; h < model.heads().get(l); h++) {
        float[] score = layer.score(h).array();
        AttentionHead head =
            l == 0 && depth > 1
                ? new TableHead(loops, embedding, tile, score, 0)
                : new DenseHead(loops, residual, length, first, score, 0);
        ofLayer.add(head);
        averages.add(head.averages());
        matricesOfHeads.add(layer.branch(h));
      }
      heads.add(ofLayer);
      var hidden = ResidualVectors.dense(loops, model.hidden(), length, first);
      branches.add(new MlpBranch(loops, averages, matricesOfHeads, length, hidden));
      residual.add(hidden);
    }
    basis = Matrix.zeros(n, width);
    basisGradient = Matrix.zeros(n, width);
    output = Matrix.zeros(n, vocab);
  }

  /** A kernel for a transformer of any depth and heads. */
  static GradientEngine kernel(
      Model.Transformer model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    float[] parameters = new float[model.layout(vocab, length).size()];
    var network = new TransformerNetwork(model, tile, loops, parameters);
    return new TileKernel(new ResidualModel(network, tile, loops), parameters, tile, batchSize);
  }

  @Override
  public void prepare() {
    float[] first = folded.get(0).basis().array();
    System.arraycopy(parameters, wteAt, first, 0, first.length);
    for (int l = 0; l < folded.size(); l++) {
      folded.get(l).fold(l + 1 < folded.size() ? folded.get(l + 1).basis() : basis);
      for (AttentionHead head : heads.get(l)) {
        head.prepare();
      }
      branches.get(l).clearGradient();
    }
    output.clearArray();
    matrices.addProduct(1, basis, readout, output);
  }

  @Override
  public List<ResidualPart> residual() {
    return residual;
  }

  @Override
  public Matrix outputMatrix() {
    return output;
  }

  @Override
  public void forward() {
    for (int l = 0; l < branches.size(); l++) {
      for (int h = 0; h < heads.get(l).size(); h++) {
        heads.get(l).get(h).forward();
        branches.get(l).forward(h);
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
    for (int l = branches.size() - 1; l >= 0; l--) {
      MlpBranch branch = branches.get(l);
      branch.rectifyGradient();
      for (int h = 0; h < heads.get(l).size(); h++) {
        branch.backward(h);
        heads.get(l).get(h).backward();
      }
    }
  }

  @Override
  public void writeGradient(Readout ofOutput, float[] to) {
    Arrays.fill(gradient, 0);
    ofOutput.writeGradient(output.array(), 0);
    matrices.addProduct(1, basis.transposed(), output, readoutGradient);
    basisGradient.clearArray();
    matrices.addProduct(1, output, readout.transposed(), basisGradient);
    Matrix next = basisGradient;
    for (int l = folded.size() - 1; l >= 0; l--) {
      FoldedLayer layer = folded.get(l);
      for (int h = 0; h < heads.get(l).size(); h++) {
        heads.get(l).get(h).writeGradient(layer.score(h).array(), 0);
        branches.get(l).writeGradient(h, layer.branch(h).array());
      }
      layer.unfold(next);
      next = layer.basisGradient();
    }
    System.arraycopy(next.array(), 0, gradient, wteAt, next.array().length);
    System.arraycopy(gradient, 0, to, 0, gradient.length);
  }
}
