package org.espalier.task;

import java.util.List;
import java.util.Optional;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Mixture;
import org.espalier.graph.Violations;

/**
 * The loss of the Bayes predictor on held-out sequences, in nats.
 *
 * <p>With roots that say nothing of the transition distribution (a dag, roots of a distribution of
 * their own, or a prior whose stationary distribution is always uniform) the transition posterior
 * is that predictor where it is exact, and its loss known exactly. Else the loss is worked out on
 * some of the sequences and taken over to the others by the difference from the transition
 * posterior's, which is known on all: mean posterior loss + mean (Bayes loss - posterior loss).
 * Each loss -sum_s t_s ln f_s is freed of the bias sum_s t_s ln(1 + var(f_s) / f_s^2) / 2 that a
 * random f has on average, were it lognormal. Where single draws have most of the weight, more are
 * drawn ({@link BayesPredictor}); once {@link #MOST_ROUNDS} times the draws that were asked for are
 * used up, no further sequences are looked at.
 *
 * <p>Of a mixture or a pool the Bayes predictor averages over structures and matrices by their
 * posterior ({@link StructurePosterior}), which is exact but in a mixture with fresh matrices and
 * stationary roots.
 *
 * @param loss mean over all sequences
 * @param error its standard error: of the Monte Carlo means, and of having looked at some of the
 *     sequences only
 * @param effectiveSampleSize of the draws behind a prediction, mean over sequences; NaN if there
 *     are none, the loss being exact
 */
public record BayesLoss(double loss, double error, double effectiveSampleSize) {

  /** Draws behind a prediction, as a multiple of K, mean over sequences. */
  private static final int MOST_ROUNDS = 4;

  /**
   * Measures it, or nothing where it is not known ({@link BayesPredictor}).
   *
   * @param batches the sequences
   * @param sequences how many of them to look at at most, the first ones; at least 2
   * @param draws K behind each prediction at least, at least 2
   * @param posteriorLoss the transition posterior's mean loss over all
   * @param seed of the draws
   * @param pause called between sequences; what it throws ends the measurement
   */
  public static Optional<BayesLoss> of(
      SequenceProcess process,
      List<SequenceBatch> batches,
      int sequences,
      int draws,
      double posteriorLoss,
      long seed,
      Runnable pause) {
    if (process.graphs().size() > 1 || process.pool().isPresent()) {
      return ofHypotheses(process, batches, pause);
    }
    GenerativeGraph graph = process.graphs().first();
    TaskSettings task = process.task();
    boolean posteriorIsBayes =
        !rootsTell(process) && task.prior().hasExactPosteriorMean(task.vocab());
    if (posteriorIsBayes && isAllShown(graph) && BayesPredictor.isExact(graph, task)) {
      return Optional.of(new BayesLoss(posteriorLoss, 0, Double.NaN));
    }
    var posterior = TransitionPosterior.of(graph, task.prior());
    return BayesPredictor.of(graph, task, draws, seed)
        .map(
            bayes -> {
              long most = (long) MOST_ROUNDS * draws * sequences;
              return measure(bayes, posterior, batches, sequences, most, posteriorLoss, pause);
            });
  }

  /**
   * About as many draws as a measurement takes, as far as settings tell; 0 where nothing is drawn.
   * K for each sequence; where more may be needed that many times as were measured with pairs and
   * alpha = 0.1, 2 with 3 symbols and all that there may be with 10.
   *
   * @param sequences that are looked at
   * @param draws K; 0 for none
   */
  public static double draws(
      GraphFamily family, Violations violations, TaskSettings task, int sequences, int draws) {
    if (draws == 0) {
      return 0;
    }
    boolean mayNeedMore = mayNeedMoreDraws(family, violations, task);
    boolean isExact =
        task.prior().hasUniformStationary()
            && task.prior().hasExactPosteriorMean(task.vocab())
            && !mayNeedMore;
    if (isExact || bytes(family, violations, task, draws) == 0) {
      return 0;
    }
    double rounds = mayNeedMore ? Math.min(MOST_ROUNDS, 1 + 0.3 * task.vocab()) : 1;
    return rounds * draws * sequences;
  }

  /**
   * Whether more than K draws may stand behind a prediction for a graph of a family: where it may
   * have several roots of which the stationary distribution tells, where nodes are hidden, and
   * where matrices are scaled.
   */
  public static boolean mayNeedMoreDraws(
      GraphFamily family, Violations violations, TaskSettings task) {
    return drawnFor(family, task)
        .filter(graphs -> BayesPredictor.mayNeedMoreDraws(graphs, violations, task))
        .isPresent();
  }

  /** The family whose Bayes predictor draws; empty of several structures and with a pool. */
  private static Optional<GraphFamily> drawnFor(GraphFamily family, TaskSettings task) {
    List<GraphFamily> structures =
        family instanceof Mixture mixture ? mixture.drawn() : List.of(family);
    return structures.size() == 1 && task.pool() == 0
        ? Optional.of(structures.get(0))
        : Optional.empty();
  }

  /**
   * The bytes of the draws behind a prediction at most, 2 S + 1 numbers each, of any graph of a
   * family; 0 where nothing is drawn: of several structures, with a pool, and where the Bayes
   * predictor is not by draws or not known.
   *
   * @param draws K; 0 for none
   */
  public static double bytes(
      GraphFamily family, Violations violations, TaskSettings task, int draws) {
    return drawnFor(family, task)
        .map(graphs -> BayesPredictor.bytes(graphs, violations, task, draws))
        .orElse(0.0);
  }

  /** Of a mixture or a pool: by the posterior over both, wherever that has a closed form. */
  private static Optional<BayesLoss> ofHypotheses(
      SequenceProcess process, List<SequenceBatch> batches, Runnable pause) {
    TaskSettings task = process.task();
    boolean isExact =
        process.graphs().graphs().stream()
            .allMatch(graph -> isAllShown(graph) && BayesPredictor.isExact(graph, task));
    boolean hasEvidence =
        process.pool().isPresent()
            || (!rootsTell(process) && task.prior().hasExactPosteriorMean(task.vocab()));
    if (!isExact || !hasEvidence) {
      return Optional.empty();
    }
    Predictor bayes =
        StructurePredictor.averaging(
            "bayes",
            StructurePosterior.of(
                process, batches.get(0).targetPositions(), StructurePosterior.Compared.ALL));
    double sum = 0;
    int count = 0;
    for (SequenceBatch batch : batches) {
      pause.run();
      sum += batch.size() * PredictorLoss.of(bayes, List.of(batch));
      count += batch.size();
    }
    return Optional.of(new BayesLoss(sum / count, 0, Double.NaN));
  }

  private static boolean isAllShown(GenerativeGraph graph) {
    return graph.shown().length == graph.nodes().size() - (graph.hasQuery() ? 0 : 1);
  }

  /** Whether the symbols of roots depend on the transition distribution. */
  private static boolean rootsTell(SequenceProcess process) {
    TaskSettings task = process.task();
    return task.roots().of(process.graphs().first()) == RootDistribution.STATIONARY
        && !task.prior().hasUniformStationary();
  }

  private static BayesLoss measure(
      BayesPredictor bayes,
      TransitionPosterior posterior,
      List<SequenceBatch> batches,
      int sequences,
      long mostDraws,
      double posteriorLoss,
      Runnable pause) {
    int vocab = batches.get(0).vocab();
    int[] counts = posterior.counts(vocab);
    double[] mean = new double[vocab];
    double[] target = new double[vocab];
    int all = batches.stream().mapToInt(SequenceBatch::size).sum();
    int seen = 0;
    double sum = 0;
    double squares = 0;
    double variance = 0;
    double sampleSizes = 0;
    for (SequenceBatch batch : batches) {
      for (int b = 0; b < batch.size() && seen < sequences; b++, seen++) {
        if (seen >= 2 && bayes.drawnInAll() >= mostDraws) {
          sequences = seen;
          break;
        }
        pause.run();
        for (int s = 0; s < vocab; s++) {
          target[s] = batch.target(b, s);
        }
        posterior.predict(batch, b, counts, mean);
        BayesPredictor.Prediction prediction = bayes.predict(batch, b);
        double difference =
            crossEntropy(target, prediction.distribution())
                - bias(target, prediction)
                - crossEntropy(target, mean);
        sum += difference;
        squares += difference * difference;
        variance += bayes.lossVariance(prediction, target);
        sampleSizes += prediction.effectiveSampleSize();
      }
    }
    double n = seen;
    double spread = seen < 2 ? 0 : (squares - sum * sum / n) / (n - 1);
    double error = Math.sqrt(variance / (n * n) + (1 - n / all) * Math.max(0, spread) / n);
    return new BayesLoss(posteriorLoss + sum / n, error, sampleSizes / n);
  }

  private static double crossEntropy(double[] target, double[] distribution) {
    double sum = 0;
    for (int s = 0; s < target.length; s++) {
      sum += CrossEntropy.term(target[s], distribution[s]);
    }
    return sum;
  }

  private static double bias(double[] target, BayesPredictor.Prediction prediction) {
    double sum = 0;
    for (int s = 0; s < target.length; s++) {
      double relative = prediction.error()[s] / prediction.distribution()[s];
      sum += 0.5 * target[s] * Math.log1p(relative * relative);
    }
    return sum;
  }
}
