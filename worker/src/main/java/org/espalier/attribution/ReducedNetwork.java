package org.espalier.attribution;

import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;

/**
 * {@link Model.Reduced}: the first layer attends by position and leaves [e_i; (P E)_i], the second
 * compares the query's token with (P E)_j and averages e_j.
 */
record ReducedNetwork(Model.Reduced model, int vocab, ParameterLayout layout, double[] parameters)
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
            tape.part(x, 0, vocab), tape.part(x, vocab, vocab), tape.part(x, 0, vocab));
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    if (layer == 0) {
      double[] row = new double[i + 1];
      System.arraycopy(Weights.of(layout, parameters, "A1").row(i), 0, row, 0, i + 1);
      return Node.constant(row);
    }
    Node query = tape.product(positions[i].query(), Weights.of(layout, parameters, "A2"));
    return tape.dots(query, Network.keys(positions, i), 0, vocab, 1);
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    return tape.mean(p, Network.values(positions, p.size()), 0, vocab);
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    return layer == 0 ? tape.concatenation(x, means[0]) : means[0];
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return tape.logLoss(x, target, model.epsilon());
  }
}
