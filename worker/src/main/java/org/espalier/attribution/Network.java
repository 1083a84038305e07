package org.espalier.attribution;

import org.espalier.model.Factored;
import org.espalier.model.Gpt;
import org.espalier.model.Model;

/**
 * What one model computes at one position, as its definition has it.
 *
 * <p>x_i is what a layer reads at position i. Layers and heads are counted from 0.
 */
interface Network {

  /** x_i of the first layer. */
  Node embedding(int token, int position);

  /** What a layer makes of a position before any attention. */
  Projection project(Tape tape, int layer, Node x, int position);

  /** [i+1] scores of position i, of which attention is the softmax. */
  Node scores(Tape tape, int layer, int head, Projection[] positions, int i);

  /** sum_j p_j v_j of a head. */
  Node mean(Tape tape, int layer, int head, Node p, Projection[] positions);

  /** x_i of the next layer, from that of this one and the means of its heads. */
  Node output(Tape tape, int layer, Node x, Node[] means);

  /** Cross-entropy of the prediction after the last position, in nats, [1]. */
  Node loss(Tape tape, Node x, double[] target);

  /**
   * A position as attention sees it.
   *
   * @param query what its queries are made of
   * @param key what others compare their queries with
   * @param value what others average
   */
  record Projection(Node query, Node key, Node value) {}

  /** The network of a model with parameters in its layout. */
  static Network of(Model model, int vocab, int length, double[] parameters) {
    if (model instanceof Gpt gpt) {
      return new TapedGpt(gpt, gpt.layout(vocab, length), parameters);
    }
    if (model instanceof Model.Transformer transformer) {
      return new TapedTransformer(transformer, transformer.layout(vocab, length), parameters);
    }
    if (model instanceof Model.Reduced reduced) {
      return new TapedReduced(reduced, vocab, reduced.layout(vocab, length), parameters);
    }
    if (model instanceof Model.Disentangled disentangled) {
      return new TapedDisentangled(vocab, length, disentangled.layout(vocab, length), parameters);
    }
    if (model instanceof Factored factored) {
      return new TapedFactored(vocab, length, factored.layout(vocab, length), parameters);
    }
    throw new IllegalArgumentException("no forward pass of " + model);
  }

  /** Keys of the positions up to i. */
  static Node[] keys(Projection[] positions, int i) {
    Node[] keys = new Node[i + 1];
    for (int j = 0; j <= i; j++) {
      keys[j] = positions[j].key();
    }
    return keys;
  }

  /** Values of the first {@code count} positions. */
  static Node[] values(Projection[] positions, int count) {
    Node[] values = new Node[count];
    for (int j = 0; j < count; j++) {
      values[j] = positions[j].value();
    }
    return values;
  }
}
