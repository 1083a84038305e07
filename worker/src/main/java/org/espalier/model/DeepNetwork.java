package org.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The disentangled transformer of any depth. Every part of its residual stream is an average of
 * averages of one-hot embeddings, so a part at position i has S + i + 1 entries, not S + T, and
 * layer 1 is looked up in tables. The last layer attends from position T-1 only.
 */
final class DeepNetwork implements ResidualNetwork {

  private record Head(AttentionHead attention, int matrixAt) {}

  private final List<Head> heads = new ArrayList<>(); // layer by layer
  private final List<ResidualPart> residual = new ArrayList<>();
  private final List<ResidualVectors> learned = new ArrayList<>();
  private final Matrix output;
  private final int outputAt;

  private DeepNetwork(
      Model.Disentangled model, TokenTile tile, TileLoops loops, float[] parameters) {
    int length = tile.length();
    ParameterLayout layout = model.layout(tile.vocab(), length);
    outputAt = layout.entry("W").offset();
    output = Matrix.of(parameters, layout.entry("W"));
    var embedding = new OneHotEmbedding(loops, tile);
    residual.add(embedding);
    int depth = model.heads().size();
    for (int l = 0; l < depth; l++) {
      List<ResidualPart> read = List.copyOf(residual);
      int first = l == depth - 1 ? length - 1 : 0;
      for (int h = 0; h < model.heads().get(l); h++) {
        int at = layout.entry(Model.attentionName(l, h)).offset();
        AttentionHead head =
            l == 0 && depth > 1
                ? new TableHead(loops, embedding, tile, parameters, at)
                : new DenseHead(loops, read, length, first, parameters, at);
        heads.add(new Head(head, at));
        learned.addAll(head.averages());
        residual.addAll(head.averages());
      }
    }
  }

  /** A kernel for a model of any depth and heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    float[] parameters = new float[model.layout(vocab, length).size()];
    var network = new DeepNetwork(model, tile, loops, parameters);
    return new TileKernel(new ResidualModel(network, tile, loops), parameters, tile, batchSize);
  }

  @Override
  public void prepare() {
    for (Head head : heads) {
      head.attention.prepare();
    }
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
    for (Head head : heads) {
      head.attention.forward();
    }
  }

  @Override
  public void clearResidualGradient() {
    for (ResidualVectors part : learned) {
      part.clearGradient();
    }
  }

  @Override
  public void backward() {
    for (int h = heads.size() - 1; h >= 0; h--) {
      heads.get(h).attention.backward();
    }
  }

  @Override
  public void writeGradient(Readout readout, float[] gradient) {
    for (Head head : heads) {
      head.attention.writeGradient(gradient, head.matrixAt);
    }
    readout.writeGradient(gradient, outputAt);
  }
}
