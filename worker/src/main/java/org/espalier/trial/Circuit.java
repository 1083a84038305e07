package org.espalier.trial;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.espalier.graph.GraphMixture;
import org.espalier.metric.CircuitScores;
import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;
import org.espalier.model.Parameters;

/** Reads the circuit out of a trial's trained parameters. */
final class Circuit {

  private Circuit() {}

  /**
   * Empty for models other than the disentangled and the reduced one: of their matrices no block is
   * of tokens alone.
   */
  static Optional<CircuitScores> of(TrialSpec spec, GraphMixture graphs, Parameters parameters) {
    CircuitScores.Query query = query(graphs);
    if (spec.model() instanceof Model.Reduced) {
      return Optional.of(
          CircuitScores.ofReduced(matrix(parameters, "A2"), spec.task().vocab(), query));
    }
    if (!(spec.model() instanceof Model.Disentangled)) {
      return Optional.empty();
    }
    double[][][][] attention = new double[spec.model().heads().size()][][][];
    for (int l = 0; l < attention.length; l++) {
      attention[l] = new double[spec.model().heads().get(l)][][];
      for (int h = 0; h < attention[l].length; h++) {
        attention[l][h] = matrix(parameters, String.format(Locale.ROOT, "A%d.%d", l + 1, h + 1));
      }
    }
    return Optional.of(
        CircuitScores.ofDisentangled(
            attention, matrix(parameters, "W"), spec.task().vocab(), spec.task().length(), query));
  }

  private static CircuitScores.Query query(GraphMixture graphs) {
    if (graphs.hasQuery()) {
      return CircuitScores.Query.LAST_TOKEN;
    }
    int last = graphs.length() - 1;
    boolean isLastAsked =
        graphs.graphs().stream()
            .flatMapToInt(graph -> Arrays.stream(graph.targetParents()))
            .anyMatch(position -> position == last);
    return isLastAsked
        ? CircuitScores.Query.LAST_AND_COPIED_TOKENS
        : CircuitScores.Query.COPIED_TOKENS;
  }

  private static double[][] matrix(Parameters parameters, String name) {
    ParameterLayout.Entry entry = parameters.layout().entry(name);
    float[] values = parameters.values(name);
    double[][] matrix = new double[entry.rows()][entry.columns()];
    for (int k = 0; k < values.length; k++) {
      matrix[k / entry.columns()][k % entry.columns()] = values[k];
    }
    return matrix;
  }
}
