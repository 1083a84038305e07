package org.espalier.trial;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/**
 * The course of training that trials share which differ in nothing but {@code training.steps}:
 * where no step depends on how many there are, a shorter trial is the beginning of a longer one. So
 * the longer one can go on from the shorter one's end, and has the numbers of one that was trained
 * from the start, bit for bit.
 *
 * @param settings all but {@code training.steps}; equal for trials of one trajectory and for no
 *     others
 */
public record Trajectory(List<Object> settings) {
  private static final String STEPS = "training.steps=";

  /**
   * The trajectory of a trial. It is shared only where {@link
   * org.espalier.train.TrainingSettings#dependence} is empty.
   */
  public static Trajectory of(TrialSpec spec) {
    var settings = new ArrayList<>(spec.cell());
    int fewest = Math.max(1, spec.training().safeguards().warmUp());
    settings.set(settings.indexOf(spec.training()), spec.training().withSteps(fewest));
    settings.add(spec.seeds().seed());
    return new Trajectory(List.copyOf(settings));
  }

  /** A name for it, the same on every machine: of it are files named that hold its states. */
  public static TrialId id(TrialSpec spec) {
    return TrialId.of(
        spec.canonicalOfEveryLength()
            .lines()
            .filter(line -> !line.startsWith(STEPS))
            .collect(joining("\n", "trajectory\n", "\n")));
  }
}
