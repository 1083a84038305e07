package org.espalier.attribution;

import org.espalier.model.Factored;
import org.espalier.model.ParameterLayout;

/** {@link Factored}: the disentangled model with A = Q K^T in its two factors. */
record TapedFactored(int vocab, int length, ParameterLayout layout, double[] parameters)
    implements Network {

  @Override
  public Node embedding(int token, int position) {
    return disentangled().embedding(token, position);
  }

  @Override
  public Projection project(Tape tape, int layer, Node x, int position) {
    return new Projection(x, x, x);
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    Node query = tape.product(positions[i].query(), factor("Q", layer, head));
    Weights k = factor("K", layer, head);
    Node[] keys = Network.keys(positions, i);
    for (int j = 0; j < keys.length; j++) {
      keys[j] = tape.product(keys[j], k);
    }
    return tape.dots(query, keys, 0, k.columns(), 1);
  }

  private Weights factor(String factor, int layer, int head) {
    return Weights.of(layout, parameters, Factored.factorName(factor, layer, head));
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    return disentangled().mean(tape, layer, head, p, positions);
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    return disentangled().output(tape, layer, x, means);
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return disentangled().loss(tape, x, target);
  }

  /** All but the scores, for which it has no matrix. */
  private TapedDisentangled disentangled() {
    return new TapedDisentangled(vocab, length, layout, parameters);
  }
}
