package org.espalier.trial;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.espalier.metric.Bounds;
import org.espalier.metric.LossGap;
import org.espalier.task.Baselines;
import org.espalier.train.CurvePoint;

/** How good the predictions are, and what they are measured by. */
final class LossMetrics {

  /** In the order of their columns. */
  static final List<Metric> ALL =
      List.of(
          last(
              "test_loss",
              "Cross-entropy of the trained model on the held-out sequences, in nats: at the last"
                  + " position, or with training.loss = all the mean over positions, as every loss"
                  + " of the trial. Targets are distributions, also with task.target = token, whose"
                  + " loss is equal on average. The reduced model predicts (f + epsilon) / (1 + S"
                  + " epsilon): its losses are the paper's plus ln(1 + S epsilon).",
              p -> p.testLoss()),
          new Metric(
              "train_loss",
              Metric.Kind.REAL,
              Bounds.NOT_NEGATIVE,
              "Cross-entropy on training sequences, in nats. With a fixed data set it is"
                  + " measured after training on sequences that the model was trained on, at most as"
                  + " many as are held out; with"
                  + " fresh sequences it is the mean over the steps since the last but one row of"
                  + " the learning curve.",
              m -> m.trainLoss()),
          baseline(
              "posterior_loss",
              "Loss of the transition posterior, which knows the graph and the prior, on"
                  + " the held-out sequences, in nats. With the doubly stochastic prior and more than"
                  + " two symbols it is an approximation: the mean matrix of independent rows,"
                  + " scaled to be doubly stochastic. In a mixture it averages over the structures"
                  + " by their posterior, compared where all have parents; of a pool it does not"
                  + " know the matrices.",
              b -> b.transitionPosterior()),
          baseline(
              "target_entropy",
              "Entropy of the targets of the held-out sequences, in nats, which no loss can"
                  + " be below.",
              b -> b.entropy()),
          baseline(
              "uniform_loss", "Loss of the uniform prediction, ln S, in nats.", b -> b.uniform()),
          baseline(
              "unigram_loss",
              "Loss on the held-out sequences of predicting the frequencies of the tokens"
                  + " before the last one, in nats; with training.loss = all of the tokens so far.",
              b -> b.unigram()),
          gap(
              "loss_gap",
              "Test loss minus the loss of the transition posterior, in nats.",
              g -> g.gap()),
          gap(
              "normalized_gap",
              "Loss gap divided by the uniform loss minus the posterior loss: 0 is as good"
                  + " as the posterior, 1 as bad as the uniform prediction. Null where"
                  + " the posterior loss is not below the uniform loss by more than two of its standard"
                  + " errors over the held-out sequences.",
              g -> g.normalized()),
          Metric.real(
              "bayes_loss",
              Bounds.NOT_NEGATIVE,
              "Loss on the held-out sequences of the Bayes predictor, which knows the graph, the"
                  + " prior and the distribution of the roots, in nats: no predictor can be below it but by"
                  + " chance. With stationary roots it is by importance sampling, hidden nodes and"
                  + " confounders summed over; with other roots it is the posterior loss. With the"
                  + " doubly stochastic prior roots say nothing: it is the posterior loss for two"
                  + " symbols, and by importance sampling for more. In a mixture and with a pool it"
                  + " averages over structures and matrices by their exact posterior. Null"
                  + " where evaluation.bayes-draws = 0; with flips, jitter or a closed cycle, for"
                  + " then it is not known; where nodes are hidden in a dag, with a pool or with"
                  + " roots that are not stationary; in a mixture of fresh matrices with"
                  + " stationary roots; and of doubly stochastic matrices of more than two symbols in"
                  + " a mixture or without a query.",
              Measurement::bayes,
              b -> b.loss()),
          Metric.real(
              "bayes_loss_error",
              Bounds.NOT_NEGATIVE,
              "Standard error of bayes_loss, in nats: of the Monte Carlo means, and of having"
                  + " looked at evaluation.bayes-sequences of the held-out sequences at most. 0 where"
                  + " it is exact. Null where bayes_loss is.",
              Measurement::bayes,
              b -> b.error()),
          Metric.real(
              "bayes_sample_size",
              Bounds.NOT_NEGATIVE,
              "Effective sample size of the draws behind a prediction of the Bayes predictor,"
                  + " (sum w)^2 / (sum w^2) with weights w, mean over sequences. Where it is below"
                  + " about 50, bayes_loss is too large by up to hundredths of a nat. Null where"
                  + " bayes_loss is null or exact.",
              Measurement::bayes,
              b -> b.effectiveSampleSize()),
          Metric.real(
              "construction_loss",
              Bounds.NOT_NEGATIVE,
              "Loss on the held-out sequences of the paper's own construction, in nats: the first"
                  + " layer attends wholly to the parent, the second to positions whose parent"
                  + " shows the query's token. It takes tokens as they are shown and is defined for"
                  + " every single graph. Null where evaluation.bayes-draws = 0, in a mixture, whose"
                  + " structures it cannot tell apart, and with training.loss = all, for it predicts"
                  + " at the last position.",
              Measurement::construction,
              c -> c.loss()),
          Metric.real(
              "construction_beta",
              Bounds.NOT_NEGATIVE,
              "Sharpness of the second layer at which the construction's loss is least, 0 to 256."
                  + " Null where construction_loss is.",
              Measurement::construction,
              c -> c.beta()),
          Metric.real(
              "construction_epsilon",
              Bounds.NOT_NEGATIVE,
              "What the construction adds to every probability: model.epsilon of the reduced"
                  + " model, else the best of a grid. Null where construction_loss is.",
              Measurement::construction,
              c -> c.epsilon()),
          new Metric(
              "optimisation_gap",
              Metric.Kind.REAL,
              Bounds.NONE,
              "Test loss minus the construction's loss, in nats: what training left, negative"
                  + " where it found better than the construction. Null where construction_loss is.",
              m -> m.optimisationGap()),
          new Metric(
              "architecture_gap",
              Metric.Kind.REAL,
              Bounds.NONE,
              "Construction's loss minus the Bayes loss, in nats: what the construction cannot"
                  + " express. Null where bayes_loss or construction_loss is.",
              m -> m.architectureGap()));

  private LossMetrics() {}

  private static Metric last(String name, String meaning, ToDoubleFunction<CurvePoint> value) {
    return Metric.real(name, Bounds.NOT_NEGATIVE, meaning, Measurement::last, value);
  }

  private static Metric baseline(String name, String meaning, ToDoubleFunction<Baselines> value) {
    return Metric.real(name, Bounds.NOT_NEGATIVE, meaning, Measurement::baselines, value);
  }

  private static Metric gap(String name, String meaning, ToDoubleFunction<LossGap> value) {
    return Metric.real(name, Bounds.NONE, meaning, Measurement::gap, value);
  }
}
