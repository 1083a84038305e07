package org.espalier.attribution;

import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;

/** {@link Model.Transformer}: attention and MLP in one residual branch. */
record TapedTransformer(Model.Transformer model, ParameterLayout layout, double[] parameters)
    implements Network {

  @Override
  public Node embedding(int token, int position) {
    double[] x = weights("wte").row(token);
    double[] place = weights("wpe").row(position);
    for (int c = 0; c < x.length; c++) {
      x[c] += place[c];
    }
    return Node.constant(x);
  }

  @Override
  public Projection project(Tape tape, int layer, Node x, int position) {
    return new Projection(x, x, x);
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    Weights a = weights(Model.attentionName(layer, head));
    Node query = tape.product(positions[i].query(), a);
    return tape.dots(query, Network.keys(positions, i), 0, a.columns(), 1);
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    return tape.mean(p, Network.values(positions, p.size()), 0, model.width());
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    double d = model.width();
    double m = model.hidden();
    Node z = tape.product(tape.concatenation(means), weights("V" + (layer + 1)));
    Node u = linear(tape, z, layer, "U", "b", Math.sqrt(m / d), Math.sqrt(m));
    Node delta = linear(tape, tape.relu(u), layer, "O", "c", Math.sqrt(d / m), Math.sqrt(d));
    return tape.sum(1, x, 1, delta);
  }

  /** x M scale + bias biasScale. */
  private Node linear(
      Tape tape, Node x, int layer, String m, String bias, double scale, double biasScale) {
    Node row = Node.constant(weights(bias + (layer + 1)).row(0));
    return tape.sum(scale, tape.product(x, weights(m + (layer + 1))), biasScale, row);
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return tape.crossEntropy(tape.product(x, weights("W")), target);
  }

  private Weights weights(String name) {
    return Weights.of(layout, parameters, name);
  }
}
