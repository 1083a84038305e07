package org.espalier.trial;

import org.espalier.graph.Mixture;
import org.espalier.model.LossPositions;
import org.espalier.rival.Rivals;
import org.espalier.task.BayesLoss;
import org.espalier.task.KeptPredictor;
import org.espalier.train.Optimizer;

/** What a trial will hold in memory at most, from its dimensions alone. */
public final class TrialMemory {
  private static final long FLOAT = 4;

  /** Copies of the parameters: the engine's two, the trainer's two, what is stored. */
  private static final long COPIES = 6;

  /** Of what depends on pairs of positions: scores of edges, matrices while they are measured. */
  private static final long BYTES_PER_PAIR = 400;

  /** Of what every trial has. */
  private static final long FIXED = 1L << 20;

  private TrialMemory() {}

  /**
   * The arrays of a trial that runs, in bytes: sequences, parameters with what the optimiser keeps,
   * the engine's work space, attention matrices, what rivals and yardsticks count and draw. {@link
   * Long#MAX_VALUE} if they do not fit an array.
   */
  public static long bytes(TrialSpec spec) {
    try {
      int longest = Math.max(spec.training().batch(), spec.task().samples());
      Math.multiplyExact(longest, Math.max(spec.task().length(), targets(spec)));
      return (long)
          (FIXED
              + sequenceBytes(spec)
              + parameterBytes(spec)
              + pairBytes(spec)
              + EngineMemory.bytes(spec)
              + rivalBytes(spec)
              + predictorBytes(spec)
              + yardstickBytes(spec)
              + poolBytes(spec));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Sequences that are held at once: those held out, the training set, batches. */
  private static long sequences(TrialSpec spec) {
    long heldOut = spec.evaluation().curve().sequences();
    long samples = spec.task().samples();
    long sets = spec.evaluation().shifts().isEmpty() ? 1 : 2;
    return sets * heldOut
        + samples
        + Math.min(samples, heldOut)
        + spec.training().batch()
        + Math.min(heldOut, spec.evaluation().readOut().attentionSequences());
  }

  private static double sequenceBytes(TrialSpec spec) {
    return FLOAT * (double) sequences(spec) * (spec.task().length() + targets(spec));
  }

  /** Numbers in the targets of a sequence. */
  private static int targets(TrialSpec spec) {
    int positions = spec.learner().loss() == LossPositions.ALL ? spec.task().length() : 1;
    return Math.multiplyExact(positions, spec.task().vocab());
  }

  private static double parameterBytes(TrialSpec spec) {
    long moments = spec.training().optimizer() instanceof Optimizer.AdamW ? 2 : 0;
    return FLOAT * (double) (COPIES + moments) * parameters(spec);
  }

  private static long parameters(TrialSpec spec) {
    return spec.model().layout(spec.task().vocab(), spec.task().length()).size();
  }

  private static double rivalBytes(TrialSpec spec) {
    if (spec.rivals().methods().isEmpty()) {
      return 0;
    }
    int sequences = spec.rivalSequences();
    return FLOAT * (double) sequences * (spec.task().length() + targets(spec))
        + Rivals.bytes(spec.rivals().methods(), sequences, spec.graph(), spec.task());
  }

  /**
   * What predictors count and what is kept of their predictions. Counts of the order-m predictors,
   * two of each m and one that is tried; of a mixture, those of each structure.
   */
  private static double predictorBytes(TrialSpec spec) {
    return countBytes(spec) + Math.min(KeptPredictor.MOST_BYTES, predictionBytes(spec));
  }

  private static double predictionBytes(TrialSpec spec) {
    long predictors =
        spec.evaluation().predictors().stream().mapToLong(k -> k.count(spec.graph())).sum();
    return (double) Double.BYTES
        * predictors
        * spec.evaluation().curve().sequences()
        * targets(spec);
  }

  private static double countBytes(TrialSpec spec) {
    double counts = Math.pow(spec.task().vocab(), spec.graph().mostParents() + 1.0);
    if (spec.graph() instanceof Mixture mixture) {
      return 3 * FLOAT * mixture.structures().size() * counts;
    }
    return spec.evaluation().predictors().isEmpty() ? 0 : 5 * FLOAT * counts;
  }

  /** Probabilities and running sums of the pool's matrices, with a row for the roots. */
  private static double poolBytes(TrialSpec spec) {
    int vocab = spec.task().vocab();
    double rows = Math.pow(vocab, spec.graph().mostParents()) + 1;
    return 2.0 * Double.BYTES * spec.task().pool() * rows * vocab;
  }

  private static double pairBytes(TrialSpec spec) {
    double length = spec.task().length();
    return BYTES_PER_PAIR * length * length;
  }

  /** What the Bayes predictor and the construction hold, one after the other. */
  private static double yardstickBytes(TrialSpec spec) {
    int draws = spec.evaluation().bayes().draws();
    if (draws == 0) {
      return 0;
    }
    double ofDraws = BayesLoss.bytes(spec.graph(), spec.violations(), spec.task(), draws);
    boolean hasConstruction =
        spec.learner().loss() == LossPositions.LAST && !(spec.graph() instanceof Mixture);
    double ofConstruction =
        hasConstruction
            ? FLOAT * (double) spec.evaluation().curve().sequences() * spec.task().length()
            : 0;
    return Math.max(ofDraws, ofConstruction);
  }
}
