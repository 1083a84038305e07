package org.espalier.attribution;

import org.espalier.model.Gpt;
import org.espalier.model.NormKind;
import org.espalier.model.ParameterLayout;
import org.espalier.model.PositionEncoding;

/** {@link Gpt}: pre-norm blocks. */
record TapedGpt(Gpt model, ParameterLayout layout, double[] parameters) implements Network {

  @Override
  public Node embedding(int token, int position) {
    double[] x = weights("wte").row(token);
    if (model.positions() == PositionEncoding.LEARNED) {
      double[] place = weights("wpe").row(position);
      for (int c = 0; c < x.length; c++) {
        x[c] += place[c];
      }
    }
    return Node.constant(x);
  }

  @Override
  public Projection project(Tape tape, int layer, Node x, int position) {
    Node z = norm(tape, x, "attention-norm" + (layer + 1));
    Node q = tape.product(z, weights("Q" + (layer + 1)));
    Node k = tape.product(z, weights("K" + (layer + 1)));
    if (model.positions() == PositionEncoding.ROTARY) {
      double[] angles = angles(position, model.headWidth(layer));
      q = tape.turned(q, angles);
      k = tape.turned(k, angles);
    }
    return new Projection(q, k, tape.product(z, weights("V" + (layer + 1))));
  }

  /** The angle of each pair of all heads' entries. */
  private double[] angles(int position, int headWidth) {
    double[] angles = new double[model.width() / 2];
    for (int p = 0; p < angles.length; p++) {
      angles[p] = Gpt.rotaryAngle(position, p % (headWidth / 2), headWidth);
    }
    return angles;
  }

  @Override
  public Node scores(Tape tape, int layer, int head, Projection[] positions, int i) {
    int width = model.headWidth(layer);
    int from = head * width;
    double factor = 1 / Math.sqrt(width);
    Node query = positions[i].query();
    Node content = tape.dots(query, Network.keys(positions, i), from, width, factor);
    return switch (model.positions()) {
      case LEARNED, NONE, ROTARY -> content;
      case RELATIVE -> tape.sum(1, content, 1, byDistance(layer, head, i));
      case ALIBI -> tape.sum(1, content, 1, alibi(layer, head, i));
      case RELATIVE_QUERY ->
          tape.sum(1, content, 1, tape.dots(query, distances(layer, i), from, width, factor));
    };
  }

  private Node byDistance(int layer, int head, int i) {
    Weights learned = weights("relative" + (layer + 1));
    double[] terms = new double[i + 1];
    for (int j = 0; j <= i; j++) {
      terms[j] = learned.at(head, i - j);
    }
    return Node.constant(terms);
  }

  private Node alibi(int layer, int head, int i) {
    double slope = Gpt.alibiSlope(head, model.heads().get(layer));
    double[] terms = new double[i + 1];
    for (int j = 0; j <= i; j++) {
      terms[j] = -slope * (i - j);
    }
    return Node.constant(terms);
  }

  private Node[] distances(int layer, int i) {
    Weights learned = weights("relative" + (layer + 1));
    Node[] vectors = new Node[i + 1];
    for (int j = 0; j <= i; j++) {
      vectors[j] = Node.constant(learned.row(i - j));
    }
    return vectors;
  }

  @Override
  public Node mean(Tape tape, int layer, int head, Node p, Projection[] positions) {
    int width = model.headWidth(layer);
    return tape.mean(p, Network.values(positions, p.size()), head * width, width);
  }

  @Override
  public Node output(Tape tape, int layer, Node x, Node[] means) {
    Node branch = tape.product(tape.concatenation(means), weights("O" + (layer + 1)));
    Node attended = tape.sum(1, x, 1, branch);
    if (model.hidden() == 0) {
      return attended;
    }
    Node u = linear(tape, norm(tape, attended, "mlp-norm" + (layer + 1)), layer, "U", "b");
    return tape.sum(1, attended, 1, linear(tape, tape.relu(u), layer, "D", "c"));
  }

  /** x M + bias. */
  private Node linear(Tape tape, Node x, int layer, String m, String bias) {
    Node row = Node.constant(weights(bias + (layer + 1)).row(0));
    return tape.sum(1, tape.product(x, weights(m + (layer + 1))), 1, row);
  }

  @Override
  public Node loss(Tape tape, Node x, double[] target) {
    return tape.crossEntropy(tape.product(norm(tape, x, "output-norm"), weights("W")), target);
  }

  private Node norm(Tape tape, Node x, String name) {
    return model.norm() == NormKind.LAYER ? tape.norm(x, weights(name)) : x;
  }

  private Weights weights(String name) {
    return Weights.of(layout, parameters, name);
  }
}
