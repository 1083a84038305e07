package org.espalier.trial;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.model.LossPositions;
import org.espalier.rival.RivalMethod;
import org.espalier.task.TaskSettings;
import org.espalier.trial.SeedStreams.Purpose;

/**
 * What was measured of sequences alone, kept for later trials with the same sequences: trials of a
 * sweep that differ in their model or training alone have these in common, and finding a graph of
 * greatest evidence can take longer than training.
 *
 * <p>Kept are numbers that follow from the key, so a trial measures the same with it as without.
 * The least recently used are forgotten first. Safe for use by several threads.
 */
public final class SharedMeasurements {

  /**
   * Where sequences come from.
   *
   * @param streams the seeds of all that is drawn but for the initial parameters
   * @param loss whether they have a target at every position
   */
  private record Source(
      List<Long> streams,
      GraphFamily graph,
      Violations violations,
      TaskSettings task,
      LossPositions loss) {

    static Source of(TrialSpec spec) {
      List<Long> streams =
          Stream.of(Purpose.GRAPH, Purpose.DATA, Purpose.EVALUATION)
              .map(purpose -> spec.seeds().streamSeed(purpose))
              .toList();
      return new Source(
          streams, spec.graph(), spec.violations(), spec.task(), spec.learner().loss());
    }
  }

  /** What the rivals depend on: the training sequences, and what rivals are told of the task. */
  private record TrainingSequences(Source source, int sequences, List<RivalMethod> methods) {

    static TrainingSequences of(TrialSpec spec) {
      return new TrainingSequences(Source.of(spec), spec.rivalSequences(), spec.rivals().methods());
    }
  }

  /**
   * What yardsticks depend on: the held-out sequences, in batches of the size in which they are
   * drawn, and the constant that a reduced model adds before the logarithm.
   */
  private record HeldOutSequences(
      Source source,
      int sequences,
      int batch,
      EvaluationSettings.Bayes bayes,
      OptionalDouble epsilon) {

    static HeldOutSequences of(TrialSpec spec, int batch) {
      return new HeldOutSequences(
          Source.of(spec),
          spec.evaluation().curve().sequences(),
          batch,
          spec.evaluation().bayes(),
          Yardsticks.epsilon(spec));
    }
  }

  private record Kept(Object measured, long numbers) {}

  private final Map<Record, Kept> kept = new LinkedHashMap<>(16, .75f, true);
  private final long most;
  private long numbers;

  private SharedMeasurements(long most) {
    this.most = most;
  }

  /**
   * With nothing in it.
   *
   * @param most how many numbers of 8 bytes are kept, about
   */
  public static SharedMeasurements atMost(long most) {
    return new SharedMeasurements(most);
  }

  /** Keeps nothing. */
  static SharedMeasurements none() {
    return new SharedMeasurements(0);
  }

  /** What the rivals made of the training sequences of a trial, all of them, if that is kept. */
  @SuppressWarnings("unchecked") // what is kept under such a key is of this type
  Optional<List<RivalScore>> rivals(TrialSpec spec) {
    return Optional.ofNullable((List<RivalScore>) get(TrainingSequences.of(spec)));
  }

  /** Keeps what all rivals made of the training sequences of a trial. */
  void keepRivals(TrialSpec spec, List<RivalScore> rivals) {
    long length = spec.task().length();
    keep(TrainingSequences.of(spec), List.copyOf(rivals), (1 + rivals.size()) * length * length);
  }

  /** The yardsticks of a trial, if they are kept. */
  Optional<Yardsticks> yardsticks(TrialSpec spec, int batch) {
    return Optional.ofNullable((Yardsticks) get(HeldOutSequences.of(spec, batch)));
  }

  /** Keeps the yardsticks of a trial. */
  void keepYardsticks(TrialSpec spec, int batch, Yardsticks yardsticks) {
    keep(HeldOutSequences.of(spec, batch), yardsticks, 64);
  }

  private synchronized Object get(Record key) {
    Kept found = kept.get(key);
    return found == null ? null : found.measured();
  }

  private synchronized void keep(Record key, Object measured, long size) {
    Kept former = kept.put(key, new Kept(measured, size));
    numbers += size - (former == null ? 0 : former.numbers());
    Iterator<Kept> oldest = kept.values().iterator();
    while (numbers > most && oldest.hasNext()) {
      numbers -= oldest.next().numbers();
      oldest.remove();
    }
  }
}
