package org.espalier.attribution;

import java.util.List;
import org.espalier.attribution.Network.Projection;
import org.espalier.task.SequenceBatch;

/**
 * The forward pass of one sequence. What it computes stays, so that after a change of one
 * first-layer weight only the positions from there on are computed again. Of the last layer only
 * the last position is, for nothing else of it is read.
 */
final class SequencePass {

  /** Attention that stands in the place of a head's own: its rows [T][i+1]. */
  record Replacement(int layer, int head, double[][] rows) {}

  private final Network network;
  private final List<Integer> heads;
  private final int length;
  private final double[] target;
  private final Node[][] x; // [layer][position]
  private final Projection[][] projections; // [layer][position]
  private final Node[][][] attention; // [layer][position][head]
  private final double[][][] firstScores; // [position][head][i+1] of the first layer
  private final Node loss;

  private SequencePass(
      Network network,
      List<Integer> heads,
      SequenceBatch batch,
      int sequence,
      Tape tape,
      Replacement replacement) {
    this.network = network;
    this.heads = heads;
    this.length = batch.length();
    target = new double[batch.vocab()];
    for (int s = 0; s < target.length; s++) {
      target[s] = batch.target(sequence, s);
    }
    x = new Node[heads.size() + 1][length];
    projections = new Projection[heads.size()][length];
    attention = new Node[heads.size()][length][];
    firstScores = new double[length][heads.get(0)][];
    for (int i = 0; i < length; i++) {
      x[0][i] = network.embedding(batch.token(sequence, i), i);
    }
    for (int layer = 0; layer < heads.size(); layer++) {
      for (int i = 0; i < length; i++) {
        projections[layer][i] = network.project(tape, layer, x[layer][i], i);
      }
      for (int i = firstRead(layer, 0); i < length; i++) {
        attention[layer][i] = new Node[heads.get(layer)];
        for (int h = 0; h < heads.get(layer); h++) {
          attention[layer][i][h] =
              replacement != null && replacement.layer() == layer && replacement.head() == h
                  ? Node.constant(replacement.rows()[i])
                  : weights(tape, layer, h, i);
        }
        x[layer + 1][i] =
            attended(tape, layer, x[layer][i], attention[layer][i], projections[layer]);
      }
    }
    loss = network.loss(tape, x[heads.size()][length - 1], target);
  }

  /** As the model is. */
  static SequencePass of(Network network, List<Integer> heads, SequenceBatch batch, int sequence) {
    return new SequencePass(network, heads, batch, sequence, Tape.silent(), null);
  }

  /** With one head's attention replaced. */
  static SequencePass of(
      Network network,
      List<Integer> heads,
      SequenceBatch batch,
      int sequence,
      Replacement replacement) {
    return new SequencePass(network, heads, batch, sequence, Tape.silent(), replacement);
  }

  /** With the derivative of the loss by each attention weight. */
  static SequencePass differentiated(
      Network network, List<Integer> heads, SequenceBatch batch, int sequence) {
    Tape tape = Tape.recording();
    var pass = new SequencePass(network, heads, batch, sequence, tape, null);
    tape.backward(pass.loss);
    return pass;
  }

  /** The first position that a layer computes, if those before {@code from} are not wanted. */
  private int firstRead(int layer, int from) {
    return layer == heads.size() - 1 ? length - 1 : from;
  }

  private Node weights(Tape tape, int layer, int head, int i) {
    Node scores = network.scores(tape, layer, head, projections[layer], i);
    if (layer == 0) {
      firstScores[i][head] = scores.value();
    }
    return tape.softmax(scores);
  }

  private Node attended(Tape tape, int layer, Node of, Node[] p, Projection[] positions) {
    Node[] means = new Node[p.length];
    for (int h = 0; h < p.length; h++) {
      means[h] = network.mean(tape, layer, h, p[h], positions);
    }
    return network.output(tape, layer, of, means);
  }

  /** In nats. */
  double loss() {
    return loss.value()[0];
  }

  /** [i+1] the weights of a position; only where the layer was computed. */
  double[] weights(int layer, int head, int i) {
    return attention[layer][i][head].value();
  }

  /** [i+1] the derivatives of the loss by them, of a differentiated pass. */
  double[] weightGradients(int layer, int head, int i) {
    return attention[layer][i][head].gradient();
  }

  /**
   * The loss with the first-layer weight from i to j 0 in every head and the others of the row
   * scaled to sum to 1, in nats.
   *
   * @param i at least 1, else no weight is left
   */
  double lossWithout(int i, int j) {
    double[][] changed = new double[heads.get(0)][];
    for (int h = 0; h < changed.length; h++) {
      double[] scores = firstScores[i][h].clone();
      scores[j] = Double.NEGATIVE_INFINITY; // exact where the weight is 1 but for rounding, too
      changed[h] = Tape.silent().softmax(Node.constant(scores)).value();
    }
    return lossWith(i, changed);
  }

  /** The loss with other first-layer weights [head][i+1] of one position, in nats. */
  double lossWith(int i, double[][] changed) {
    Tape tape = Tape.silent();
    Node[] p = new Node[changed.length];
    for (int h = 0; h < p.length; h++) {
      p[h] = Node.constant(changed[h]);
    }
    Node[] now = x[1].clone();
    now[i] = attended(tape, 0, x[0][i], p, projections[0]);
    for (int layer = 1; layer < heads.size(); layer++) {
      Projection[] positions = projections[layer].clone();
      int afterChanged = layer == 1 ? i + 1 : length; // later positions attend to the changed one
      for (int r = i; r < afterChanged; r++) {
        positions[r] = network.project(tape, layer, now[r], r);
      }
      Node[] next = x[layer + 1].clone();
      for (int r = firstRead(layer, i); r < length; r++) {
        Node[] weights = new Node[heads.get(layer)];
        for (int h = 0; h < weights.length; h++) {
          weights[h] = tape.softmax(network.scores(tape, layer, h, positions, r));
        }
        next[r] = attended(tape, layer, now[r], weights, positions);
      }
      now = next;
    }
    return network.loss(tape, now[length - 1], target).value()[0];
  }
}
