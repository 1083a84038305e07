package org.espalier.trial;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.metric.Bounds;
import org.espalier.task.NGram;
import org.espalier.task.PredictorKind;
import org.espalier.task.TransitionPosteriors;

/** Predictors that need no training, and which of them the model was when. */
final class PredictorMetrics {

  /** The largest order of a chain that any of the papers has. */
  private static final int MOST_ORDER = 8;

  /** In the order of their columns. */
  static final List<Metric> ALL =
      Stream.of(losses(), reached(), stages(), structures(), pool()).flatMap(s -> s).toList();

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

  /** What the order-m predictor takes for the next token's distribution. */
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
                        "First step of the learning curve at which the order-m predictor nearest to"
                            + " the model, by KL(order-m to model), has m at least %d. Null where"
                            + " that was not reached or evaluation.predictors does not name"
                            + " n-grams.",
                        m),
                    r -> Metric.boxed(r.stages().reached(m))));
  }

  private static Stream<Metric> stages() {
    return Stream.of(
        Metric.whole(
            "last_stage",
            "Order m of the order-m predictor nearest to the trained model, by KL(order-m to model)."
                + " Null where evaluation.predictors does not name n-grams.",
            r -> Metric.boxed(r.stages().last())),
        Metric.whole(
            "stage_changes",
            "Number of times that the nearest order-m predictor changed from one row of the learning"
                + " curve to the next. Null where evaluation.predictors does not name n-grams.",
            r -> r.stages().stages().isEmpty() ? null : r.stages().stages().size() - 1));
  }

  private static Stream<Metric> structures() {
    String none = "evaluation.predictors does not name structures";
    return Stream.of(
            of(
                PredictorKind.MODEL_AVERAGING,
                "the structures of the mixture averaged by their posterior",
                none),
            of(
                PredictorKind.MOST_LIKELY_STRUCTURE,
                "the most likely structure of the mixture alone",
                none),
            Stream.of(
                selection(
                    "selection_correlation",
                    "Correlation, over evaluation.attention-sequences held-out sequences, positions"
                        + " that predict a token to which every structure gives parents and"
                        + " structures of the mixture, of the last layer's attention to the structure's parents"
                        + " of the next token, mean over heads, with the structure's posterior"
                        + " probability.",
                    StructureSelection::parents),
                selection(
                    "chance_selection_correlation",
                    "The chance level of selection_correlation: what it is if attention goes"
                        + " evenly to all tokens up to the position; 0 where all structures of the"
                        + " mixture give equally many parents.",
                    StructureSelection::chanceParents),
                selection(
                    "symbol_selection_correlation",
                    "Correlation, over evaluation.attention-sequences held-out sequences, positions"
                        + " that predict a token to which every structure gives parents and"
                        + " symbols, of the last layer's attention to all tokens of the symbol, mean over"
                        + " heads, with the probability that the next token's parent has it, by the"
                        + " posterior of the mixture's structures; of several parents the share"
                        + " that has it.",
                    StructureSelection::symbols),
                selection(
                    "chance_symbol_selection_correlation",
                    "The chance level of symbol_selection_correlation: what it is if attention"
                        + " goes evenly to all tokens up to the position.",
                    StructureSelection::chanceSymbols)))
        .flatMap(s -> s);
  }

  private static Metric selection(
      String column, String meaning, Function<StructureSelection, OptionalDouble> correlation) {
    return new Metric(
        column,
        Metric.Kind.REAL,
        Bounds.CORRELATION,
        meaning
            + " Null where the graph is no mixture, sequences end in a query,"
            + " evaluation.predictors does not name structures, or one of the two does not vary.",
        r -> {
          OptionalDouble value = correlation.apply(r.selection());
          return value.isPresent() ? value.getAsDouble() : null;
        });
  }

  private static Stream<Metric> pool() {
    String none = "evaluation.predictors does not name pool";
    return Stream.of(
            of(
                PredictorKind.POOL_POSTERIOR,
                "the posterior over the pool of matrices",
                none
                    + ", or where it is infinite: a token that a flip, jitter or a closed cycle"
                    + " brought may have probability 0 under the sequence's own matrix, which is"
                    + " then ruled out",
                none),
            of(
                TransitionPosteriors.NAME,
                "the transition posterior, which takes every matrix for a fresh one and is as for"
                    + " posterior_loss an approximation with the doubly stochastic prior and more"
                    + " than two symbols",
                none))
        .flatMap(s -> s);
  }

  /** The loss of a predictor, and how far the trained model is from it. */
  private static Stream<Metric> of(String predictor, String goesBy, String none) {
    return of(predictor, goesBy, none, none);
  }

  /** The same where the loss may be null though the divergence is not. */
  private static Stream<Metric> of(String predictor, String goesBy, String noLoss, String none) {
    String column = predictor.replace('-', '_');
    return Stream.of(
        Metric.real(
            column + "_loss",
            Bounds.NOT_NEGATIVE,
            String.format(
                Locale.ROOT,
                "Loss on the held-out sequences of predicting by %s, in nats. Null where %s.",
                goesBy,
                noLoss),
            r -> r.lastScore(predictor),
            score -> score.loss()),
        Metric.real(
            column + "_kl",
            Bounds.NOT_NEGATIVE,
            String.format(
                Locale.ROOT,
                "KL(predictor to trained model) of predicting by %s, mean over held-out sequences"
                    + " and the positions of the loss, in nats; a probability of the model below"
                    + " 1.2e-38 counts as that. Null where %s, or where it is not finite.",
                goesBy,
                none),
            r -> r.lastScore(predictor),
            score -> score.divergence()));
  }
}
