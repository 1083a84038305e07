package org.espalier.trial;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;
import org.espalier.metric.CircuitScores;
import org.espalier.theory.TheoryScores;

/** What the theory says before training, and what trained parameters look like. */
final class ModelMetrics {
  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          theory(
              "theory_gradient_share",
              Bounds.UNIT,
              "Share of positions with an identifiable parent for which the reduced model's"
                  + " gradient before training is most negative at that parent. "
                  + InitialTheory.NO_GRADIENT,
              t -> t.gradientShare()),
          theory(
              "theory_information_share",
              Bounds.UNIT,
              "Share of positions with an identifiable parent whose mutual information is"
                  + " largest with that parent. "
                  + InitialTheory.NO_INFORMATION,
              t -> t.informationShare()),
          theory(
              "theory_gradient_correlation",
              Bounds.CORRELATION,
              "Correlation over pairs of the reduced model's gradient before training with"
                  + " the gradient that the mutual informations predict. "
                  + InitialTheory.NO_INFORMATION,
              t -> t.predictionCorrelation()),
          theory(
              "theory_information_correlation",
              Bounds.CORRELATION,
              "Correlation over pairs of the reduced model's negative gradient before"
                  + " training with the mutual information. "
                  + InitialTheory.NO_INFORMATION,
              t -> t.informationCorrelation()),
          Metric.whole(
              "theory_contradictions",
              "Number of pairs whose mutual information exceeds that of child and parent by"
                  + " more than 3 standard errors: by the data-processing inequality none, where every"
                  + " node is shown. "
                  + InitialTheory.NO_INFORMATION,
              m -> m.theory().map(t -> Metric.boxed(t.contradictions())).orElse(null)),
          theory(
              "theory_information_error",
              Bounds.NOT_NEGATIVE,
              "Largest Monte Carlo standard error of a mutual information. "
                  + InitialTheory.NO_INFORMATION,
              t -> t.informationError()),
          circuit(
              "circuit_position_share",
              Bounds.UNIT,
              "Share of the sum of squares of the first layer's matrix A that lies in its"
                  + " position-position block. Null where the model is not disentangled or the matrix"
                  + " is 0, as it may be after few steps.",
              c -> c.positionShare()),
          circuit(
              "circuit_token_alignment",
              Bounds.CORRELATION,
              "Cosine between the second layer's token block, rows centred, and the"
                  + " identity. Null where the model has no such block or the entries of each of its"
                  + " rows are equal.",
              c -> c.tokens().alignment()),
          circuit(
              "circuit_token_rows",
              Bounds.UNIT,
              "Share of the rows of the second layer's token block whose largest entry is"
                  + " on the diagonal. Null where the model has no such block or the entries of each of"
                  + " its rows are equal.",
              c -> c.tokens().rowShare()),
          circuit(
              "circuit_copy_alignment",
              Bounds.CORRELATION,
              "Cosine between the copy block of the output matrix W, rows centred, and the"
                  + " identity. Null where the model is not disentangled or the entries of each row of"
                  + " the block are equal.",
              c -> c.copy().alignment()),
          circuit(
              "circuit_copy_rows",
              Bounds.UNIT,
              "Share of the rows of the copy block of the output matrix W whose largest"
                  + " entry is on the diagonal. Null where the model is not disentangled or the entries"
                  + " of each row of the block are equal.",
              c -> c.copy().rowShare()));

  private ModelMetrics() {}

  private static Metric theory(
      String name, Bounds bounds, String meaning, ToDoubleFunction<TheoryScores> value) {
    return Metric.real(name, bounds, meaning, Measurement::theory, value);
  }

  private static Metric circuit(
      String name, Bounds bounds, String meaning, ToDoubleFunction<CircuitScores> value) {
    return Metric.real(name, bounds, meaning, Measurement::circuit, value);
  }
}
