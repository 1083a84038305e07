package org.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The disentangled transformer of any depth. Every part of its residual stream is an average of
 * averages of one-hot embeddings, so a part at position i has S + i + 1 entries, not S + T, and
 * layer 1 is looked up in tables. The last layer attends from position T-1 only.
 */
final class DeepNetwork implements StreamNetwork {

  private record Head(StreamAttention attention, int matrixAt) {}

  private final List<Head> heads = new ArrayList<>(); // layer by layer
  private final List<StreamPart> stream = new ArrayList<>();
  private final List<StreamVectors> learned = new ArrayList<>();
  private final int outputAt;
  private float[] parameters = {};

  private DeepNetwork(Model.Disentangled model, TokenBlock block, Lanes lanes) {
    int length = block.length();
    ParameterLayout layout = model.layout(block.vocab(), length);
    outputAt = layout.entry("W").offset();
    var embedding = new StreamEmbedding(lanes, block);
    stream.add(embedding);
    int depth = model.heads().size();
    for (int l = 0; l < depth; l++) {
      List<StreamPart> read = List.copyOf(stream);
      for (int h = 0; h < model.heads().get(l); h++) {
        StreamAttention head =
            l == 0 && depth > 1
                ? new StreamTableHead(lanes, embedding, block)
                : new StreamHead(lanes, read, length, l == depth - 1 ? length - 1 : 0);
        heads.add(new Head(head, layout.entry(Model.attentionName(l, h)).offset()));
        learned.addAll(head.averages());
        stream.addAll(head.averages());
      }
    }
  }

  /** A kernel for a model of any depth and heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, Lanes lanes) {
    var block = new TokenBlock(length, vocab);
    var network = new DeepNetwork(model, block, lanes);
    var blocks = new StreamModel(network, block, lanes);
    return new BlockKernel(blocks, model.layout(vocab, length), block, batchSize);
  }

  @Override
  public void prepare(float[] parameters) {
    this.parameters = parameters;
    for (Head head : heads) {
      head.attention.prepare(parameters, head.matrixAt);
    }
  }

  @Override
  public List<StreamPart> stream() {
    return stream;
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
  public void clearStreamGradient() {
    for (StreamVectors part : learned) {
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
  public void writeGradient(StreamReadout readout, float[] gradient) {
    for (Head head : heads) {
      head.attention.writeGradient(gradient, head.matrixAt);
    }
    readout.writeGradient(gradient, outputAt);
  }
}
