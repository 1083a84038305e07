package org.espalier.attribution;

import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;

/**
 * {@link Model.Reduced}: the first layer attends by position and leaves x_i = [e_i; (P_1 E)_i; ..;
 * (P_k E)_i], the second compares the query's first k parts with the last k of x_j and averages
 * e_j.
 */
record TapedReduced(Model.Reduced model, int vocab, ParameterLayout layout, double[] parameters)
    implements Network {

  @Override
  public Node embedding(int token, int position) {
    double[] e = new double[vocab];
    e[token] = 1;
    return Node.constant(e);
  }

  @Override
  public Projection project(Tape tape, int layer, Node x, int position) {
    return layer == 0
        ? new Projection(x, x, x)
        : new Projection(
            tape.part(x, 0, width()), tape.part(x, vocab, width()), tape.part(x, 0, vocab));
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    if (layer == 0) {
      double[] row = new double[i + 1];
      String name = model.positionalName(head);
      System.arraycopy(Weights.of(layout, parameters, name).row(i), 0, row, 0, i + 1);
      return Node.constant(row);
    }
    Node query = tape.product(positions[i].query(), Weights.of(layout, parameters, "A2"));
    return tape.dots(query, Network.keys(positions, i), 0, width(), 1);
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    return tape.mean(p, Network.values(positions, p.size()), 0, vocab);
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    if (layer > 0) {
      return means[0];
    }
    Node[] parts = new Node[1 + means.length];
    parts[0] = x;
    System.arraycopy(means, 0, parts, 1, means.length);
    return tape.concatenation(parts);
  }

  /** k S, of query and keys. */
  private int width() {
    return model.positional() * vocab;
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return tape.logLoss(x, target, model.epsilon());
  }
}
