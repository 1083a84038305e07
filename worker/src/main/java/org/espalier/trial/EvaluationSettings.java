package org.espalier.trial;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;
import org.espalier.task.TransitionPrior;

/**
 * What is measured of a trial, and how often.
 *
 * @param every steps between two rows of the learning curve, at least 1
 * @param sequences held-out sequences behind each test loss, at least 1
 * @param watch steps between two looks at edge accuracy for the steps at which it first reaches .5,
 *     .9 and 1, at least 1
 * @param checkpoints steps at which first-layer attention is stored besides the last, ascending
 * @param attentionSequences held-out sequences behind the batch-mean attention, at least 1
 * @param theorySequences sequences behind the theory columns; 0 leaves them out
 * @param shifts other laws under which the trained model is evaluated
 */
public record EvaluationSettings(
    int every,
    int sequences,
    int watch,
    List<Integer> checkpoints,
    int attentionSequences,
    int theorySequences,
    List<Shift> shifts)
    implements Serializable {

  /**
   * A law under which a trained model is evaluated though it was trained under another.
   *
   * @param prior law of the transition matrix
   * @param flip probability that a shown context token is replaced by a uniform one
   */
  public record Shift(TransitionPrior prior, double flip) implements Serializable {
    public Shift {
      require(flip >= 0 && flip <= 1, "flip", flip, "must be in [0, 1]");
    }
  }

  public EvaluationSettings {
    require(every >= 1, "every", every, "must be >= 1");
    require(sequences >= 1, "sequences", sequences, "must be >= 1");
    require(watch >= 1, "watch", watch, "must be >= 1");
    require(
        checkpoints.stream().allMatch(c -> c >= 0),
        "checkpoints",
        checkpoints,
        "must be steps >= 0");
    require(attentionSequences >= 1, "attentionSequences", attentionSequences, "must be >= 1");
    require(theorySequences >= 0, "theorySequences", theorySequences, "must be >= 0");
    checkpoints = checkpoints.stream().sorted().distinct().toList();
    shifts = List.copyOf(shifts);
  }
}
