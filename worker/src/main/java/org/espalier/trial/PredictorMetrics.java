package org.espalier.trial;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.metric.Bounds;
import org.espalier.task.NGram;

/** Predictors that need no training, and which of them the model was when. */
final class PredictorMetrics {
  private static final int MOST_ORDER = 4;

  /** In the order of their columns. */
  static final List<Metric> ALL = Stream.of(losses(), reached(), stages()).flatMap(s -> s).toList();

  private PredictorMetrics() {}

  private static Stream<Metric> losses() {
    return IntStream.rangeClosed(0, MOST_ORDER)
        .mapToObj(
            m ->
                new Metric(
                    String.format(Locale.ROOT, "order_%d_loss", m),
                    Metric.Kind.REAL,
                    Bounds.NOT_NEGATIVE,
                    String.format(
                        Locale.ROOT,
                        "Loss on the held-out sequences of predicting %s in the sequence so far, with"
                            + " the task's prior, in nats. Null where evaluation.predictors does not"
                            + " name n-grams or the chain is of lower order.",
                        predicted(m)),
                    r -> r.stages().loss(NGram.name(m)).stream().boxed().findFirst().orElse(null)));
  }

  /** What the m-gram predictor takes for the next token's distribution. */
  private static String predicted(int m) {
    return m == 0
        ? "the frequencies of symbols"
        : m == 1
            ? "what has followed the last symbol"
            : String.format(Locale.ROOT, "what has followed the last %d symbols", m);
  }

  private static Stream<Metric> reached() {
    return IntStream.rangeClosed(1, MOST_ORDER)
        .mapToObj(
            m ->
                Metric.whole(
                    String.format(Locale.ROOT, "steps_to_order_%d", m),
                    String.format(
                        Locale.ROOT,
                        "First step of the learning curve at which the m-gram predictor nearest to"
                            + " the model, by KL(m-gram to model), has m at least %d. Null where"
                            + " that was not reached or evaluation.predictors does not name"
                            + " n-grams.",
                        m),
                    r -> Metric.boxed(r.stages().reached(m))));
  }

  private static Stream<Metric> stages() {
    return Stream.of(
        Metric.whole(
            "last_stage",
            "Order m of the m-gram predictor nearest to the trained model, by KL(m-gram to model)."
                + " Null where evaluation.predictors does not name n-grams.",
            r -> Metric.boxed(r.stages().last())),
        Metric.whole(
            "stage_changes",
            "Number of times that the nearest m-gram predictor changed from one row of the learning"
                + " curve to the next. Null where evaluation.predictors does not name n-grams.",
            r -> r.stages().stages().isEmpty() ? null : r.stages().stages().size() - 1));
  }
}
