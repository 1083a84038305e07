package org.espalier.attribution;

import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;

/** {@link Model.Disentangled}: x_i <- [x_i, P_1 x, .., P_m x]. */
record TapedDisentangled(int vocab, int length, ParameterLayout layout, double[] parameters)
    implements Network {

  @Override
  public Node embedding(int token, int position) {
    double[] x = new double[vocab + length];
    x[token] = 1;
    x[vocab + position] = 1;
    return Node.constant(x);
  }

  @Override
  public Projection project(Tape tape, int layer, Node x, int position) {
    return new Projection(x, x, x);
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    Weights a = Weights.of(layout, parameters, Model.attentionName(layer, head));
    Node query = tape.product(positions[i].query(), a);
    return tape.dots(query, Network.keys(positions, i), 0, a.columns(), 1);
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    Node[] values = Network.values(positions, p.size());
    return tape.mean(p, values, 0, values[0].size());
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    Node[] parts = new Node[means.length + 1];
    parts[0] = x;
    System.arraycopy(means, 0, parts, 1, means.length);
    return tape.concatenation(parts);
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return tape.crossEntropy(tape.product(x, Weights.of(layout, parameters, "W")), target);
  }
}
