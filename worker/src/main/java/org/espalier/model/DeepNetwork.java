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
  private final int outputAt;
  private float[] parameters = {};

  private DeepNetwork(Model.Disentangled model, TokenTile tile, TileLoops loops) {
    int length = tile.length();
    ParameterLayout layout = model.layout(tile.vocab(), length);
    outputAt = layout.entry("W").offset();
    var embedding = new OneHotEmbedding(loops, tile);
    residual.add(embedding);
    int depth = model.heads().size();
    for (int l = 0; l < depth; l++) {
      List<ResidualPart> read = List.copyOf(residual);
      for (int h = 0; h < model.heads().get(l); h++) {
        AttentionHead head =
            l == 0 && depth > 1
                ? new TableHead(loops, embedding, tile)
                : new DenseHead(loops, read, length, l == depth - 1 ? length - 1 : 0);
        heads.add(new Head(head, layout.entry(Model.attentionName(l, h)).offset()));
        learned.addAll(head.averages());
        residual.addAll(head.averages());
      }
    }
  }

  /** A kernel for a model of any depth and heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    var tile = new TokenTile(length, vocab);
    var network = new DeepNetwork(model, tile, loops);
    var tiles = new ResidualModel(network, tile, loops);
    return new TileKernel(tiles, model.layout(vocab, length), tile, batchSize);
  }

  @Override
  public void prepare(float[] parameters) {
    this.parameters = parameters;
    for (Head head : heads) {
      head.attention.prepare(parameters, head.matrixAt);
    }
  }

  @Override
  public List<ResidualPart> residual() {
    return residual;
  }

  @Override
  public float[] outputMatrix() {
    return parameters;
  }

  @Override
  public int outputMatrixAt() {
    return outputAt;
  }

  @Override
  public void forward() {
    for (Head head : heads) {
      head.attention.forward(parameters, head.matrixAt);
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
      heads.get(h).attention.backward(parameters, heads.get(h).matrixAt);
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
