package org.espalier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first layers of a disentangled transformer, whose heads attend at every position: their
 * matrices, and the residual streams of sequences that go through them one at a time.
 */
final class SequenceLayers {
  private final SequenceLoops loops;
  private final int vocab;
  private final int length;
  private final HeadMatrix[][] matrices; // per layer and head
  private final Triangular[][] queryGradients; // per layer and part

  /**
   * The first {@code layers} of a model.
   *
   * @param vocab S
   * @param length T
   */
  SequenceLayers(SequenceLoops loops, Model.Disentangled model, int layers, int vocab, int length) {
    this.loops = loops;
    this.vocab = vocab;
    this.length = length;
    ParameterLayout layout = model.layout(vocab, length);
    matrices = new HeadMatrix[layers][];
    queryGradients = new Triangular[layers][];
    int parts = 1;
    for (int l = 0; l < layers; l++) {
      matrices[l] = new HeadMatrix[model.heads().get(l)];
      for (int h = 0; h < matrices[l].length; h++) {
        int at = layout.entry(Model.attentionName(l, h)).offset();
        matrices[l][h] = new HeadMatrix(vocab, length, parts, at);
      }
      queryGradients[l] = new Triangular[parts];
      Arrays.setAll(queryGradients[l], c -> SequencePart.vectors(vocab, length));
      parts *= 1 + matrices[l].length;
    }
  }

  /**
   * A stream through the layers. Streams share the layers' gradient, to which one adds after the
   * other.
   */
  SequenceStream stream() {
    var tokens = new SequenceTokens(vocab, length);
    List<SequencePart> learned = new ArrayList<>();
    List<SequenceHead> heads = new ArrayList<>();
    for (int l = 0; l < matrices.length; l++) {
      List<SequencePart> read = List.copyOf(learned);
      for (HeadMatrix matrix : matrices[l]) {
        var head = new SequenceHead(loops, tokens, read, matrix, queryGradients[l]);
        heads.add(head);
        learned.addAll(head.averages());
      }
    }
    return new SequenceStream(tokens, learned, heads);
  }

  /** Takes the matrices from the parameters and forgets their gradient. */
  void prepare(float[] parameters) {
    for (HeadMatrix[] ofLayer : matrices) {
      for (HeadMatrix matrix : ofLayer) {
        matrix.prepare(parameters);
      }
    }
  }

  /** Writes the gradient of the matrices. */
  void writeGradient(float[] gradient) {
    for (HeadMatrix[] ofLayer : matrices) {
      for (HeadMatrix matrix : ofLayer) {
        matrix.writeGradient(gradient);
      }
    }
  }
}
