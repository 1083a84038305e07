package org.espalier.trial;

import java.util.Locale;
import java.util.Optional;
import org.espalier.metric.CircuitScores;
import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;
import org.espalier.model.Parameters;

/** Reads the circuit out of a trial's trained parameters. */
final class Circuit {

  private Circuit() {}

  /** Empty for the transformer, whose residual stream has no blocks of its own for tokens. */
  static Optional<CircuitScores> of(TrialSpec spec, Parameters parameters) {
    var query =
        spec.graph().hasQuery()
            ? CircuitScores.Query.LAST_TOKEN
            : CircuitScores.Query.COPIED_TOKENS;
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
