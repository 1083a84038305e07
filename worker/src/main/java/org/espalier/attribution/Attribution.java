package org.espalier.attribution;

import java.util.List;
import java.util.Optional;
import org.espalier.attribution.SequencePass.Replacement;
import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;

/**
 * On which first-layer weights, and on which heads, the loss L after the last position depends, as
 * means over sequences, in nats.
 *
 * <p>Matrices are [T-1][T-1], row: the context position i that attends, column: the position j &le;
 * i attended to; larger is more important. They are what the graph is read out from, beside
 * attention:
 *
 * <ul>
 *   <li>edge ablation: L with P_ij = 0 in every first-layer head and the rest of the row scaled to
 *       sum to 1, less L; NaN in row 0, which has one weight only;
 *   <li>gradient x attention: -sum over first-layer heads of P_ij dL/dP_ij, the first order of what
 *       setting P_ij to 0 without scaling the rest does to L;
 *   <li>head ablation: for each head L with its attention replaced by the mean over the sequences,
 *       less L ("mean ablation"); as a matrix, the mean attention of the heads of all layers but
 *       the last, weighted by these gains where they are positive. In the last layer only the last
 *       position is read, which is none of the graph's.
 * </ul>
 *
 * <p>Masks and gradients of heads: Michel, Levy, Neubig, "Are sixteen heads really better than
 * one?", NeurIPS 2019.
 *
 * @param loss L of the model as it is
 * @param edgeAblation [T-1][i+1]
 * @param gradientAttention [T-1][i+1]
 * @param headAblation [layer][head] what the loss gains when the head's attention is replaced
 * @param headAttention [T-1][i+1] the weighted attention of heads; empty where no head's
 *     replacement raises the loss, as where attention depends on positions alone
 */
public record Attribution(
    double loss,
    double[][] edgeAblation,
    double[][] gradientAttention,
    double[][] headAblation,
    Optional<double[][]> headAttention) {

  /** A gain of the loss below this, in nats, is rounding. */
  private static final double LEAST_GAIN = 1e-9;

  /**
   * Measures a model.
   *
   * @param batch all of its sequences are used
   * @param pause called between sequences; what it throws ends the measurement
   * @return empty for a model of one layer, of which only the last position is read: no weight
   *     between two positions of the graph is part of the loss
   */
  public static Optional<Attribution> of(
      Model model, Parameters parameters, SequenceBatch batch, Runnable pause) {
    return of(model, flat(parameters), batch, pause);
  }

  static Optional<Attribution> of(
      Model model, double[] parameters, SequenceBatch batch, Runnable pause) {
    if (model.heads().size() < 2) {
      return Optional.empty();
    }
    var network = Network.of(model, batch.vocab(), batch.length(), parameters);
    return Optional.of(new Measurement(network, model.heads(), batch, pause).all());
  }

  private static double[] flat(Parameters parameters) {
    ParameterLayout layout = parameters.layout();
    double[] flat = new double[layout.size()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = parameters.values(entry.name());
      for (int k = 0; k < values.length; k++) {
        flat[entry.offset() + k] = values[k];
      }
    }
    return flat;
  }

  /** The sums over sequences. */
  private static final class Measurement {
    private final Network network;
    private final List<Integer> heads;
    private final SequenceBatch batch;
    private final Runnable pause;
    private final int positions; // T-1
    private final double[][] edges;
    private final double[][] gradients;
    private final double[][][][] attention; // [layer][head][T][i+1] means
    private double loss;

    Measurement(Network network, List<Integer> heads, SequenceBatch batch, Runnable pause) {
      this.network = network;
      this.heads = heads;
      this.batch = batch;
      this.pause = pause;
      positions = batch.length() - 1;
      edges = triangle(positions);
      gradients = triangle(positions);
      attention = new double[heads.size()][][][];
      for (int l = 0; l < attention.length; l++) {
        attention[l] = new double[heads.get(l)][][];
        for (int h = 0; h < attention[l].length; h++) {
          attention[l][h] = triangle(batch.length());
        }
      }
    }

    Attribution all() {
      for (int b = 0; b < batch.size(); b++) {
        pause.run();
        SequencePass pass = SequencePass.of(network, heads, batch, b);
        loss += pass.loss() / batch.size();
        addAttention(pass);
        addEdges(pass);
        addGradients(SequencePass.differentiated(network, heads, batch, b));
      }
      edges[0][0] = Double.NaN;
      double[][] ofHeads = headAblation();
      return new Attribution(loss, edges, gradients, ofHeads, weighted(ofHeads));
    }

    private void addAttention(SequencePass pass) {
      for (int l = 0; l < attention.length; l++) {
        for (int i = l == attention.length - 1 ? positions : 0; i <= positions; i++) {
          for (int h = 0; h < attention[l].length; h++) {
            double[] weights = pass.weights(l, h, i);
            for (int j = 0; j <= i; j++) {
              attention[l][h][i][j] += weights[j] / batch.size();
            }
          }
        }
      }
    }

    private void addEdges(SequencePass pass) {
      for (int i = 1; i < positions; i++) {
        for (int j = 0; j <= i; j++) {
          edges[i][j] += (pass.lossWithout(i, j) - pass.loss()) / batch.size();
        }
      }
    }

    private void addGradients(SequencePass pass) {
      for (int i = 0; i < positions; i++) {
        for (int h = 0; h < heads.get(0); h++) {
          double[] weights = pass.weights(0, h, i);
          double[] derivatives = pass.weightGradients(0, h, i);
          for (int j = 0; j <= i; j++) {
            gradients[i][j] -= weights[j] * derivatives[j] / batch.size();
          }
        }
      }
    }

    private double[][] headAblation() {
      double[][] gains = new double[heads.size()][];
      for (int l = 0; l < gains.length; l++) {
        gains[l] = new double[heads.get(l)];
        for (int h = 0; h < gains[l].length; h++) {
          var replacement = new Replacement(l, h, attention[l][h]);
          for (int b = 0; b < batch.size(); b++) {
            pause.run();
            gains[l][h] +=
                SequencePass.of(network, heads, batch, b, replacement).loss() / batch.size();
          }
          gains[l][h] -= loss;
        }
      }
      return gains;
    }

    private Optional<double[][]> weighted(double[][] gains) {
      double[][] sum = triangle(positions);
      boolean any = false;
      for (int l = 0; l < gains.length - 1; l++) {
        for (int h = 0; h < gains[l].length; h++) {
          if (gains[l][h] > LEAST_GAIN) {
            any = true;
            for (int i = 0; i < positions; i++) {
              for (int j = 0; j <= i; j++) {
                sum[i][j] += gains[l][h] * attention[l][h][i][j];
              }
            }
          }
        }
      }
      return any ? Optional.of(sum) : Optional.empty();
    }

    private static double[][] triangle(int size) {
      double[][] triangle = new double[size][];
      for (int i = 0; i < size; i++) {
        triangle[i] = new double[i + 1];
      }
      return triangle;
    }
  }
}
