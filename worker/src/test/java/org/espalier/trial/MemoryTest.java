package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.espalier.model.Model;
import org.espalier.rival.RivalSettings;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.espalier.train.Schedule;
import org.espalier.train.TrainingSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An executor runs thousands of trials in one process: none may leave anything behind. */
class MemoryTest {
  private static final int TRIALS = 200;
  private static final int SETTLED = 20;
  private static final long MEGABYTE = 1 << 20;

  /**
   * Of what is outside the heap, code that is compiled and a fragmented allocator may grow a
   * little: a trial that left its arrays behind would add more than a megabyte every time.
   */
  @Test
  @Tag("slow")
  void twoHundredTrialsLeaveNothingBehind() {
    Memory settled = null;
    for (int trial = 1; trial <= TRIALS; trial++) {
      TrialResult result = TrialRunner.run(spec(trial), TrialLimits.NONE, TrialListener.NONE);
      assertThat(result.failure()).isEmpty();
      if (trial == SETTLED) {
        settled = Memory.now();
      }
    }
    Memory end = Memory.now();
    System.out.printf(
        Locale.ROOT, "memory at trial %d: %s, at trial %d: %s%n", SETTLED, settled, TRIALS, end);
    assertThat(end.heap() - settled.heap()).isLessThan(4 * MEGABYTE);
    assertThat(end.outside() - settled.outside()).isLessThan(120 * MEGABYTE);
  }

  /**
   * What is in use after collection.
   *
   * @param heap by objects, in bytes
   * @param outside by the process without its heap, in bytes
   */
  private record Memory(long heap, long outside) {

    /**
     * Collects until it no longer helps: native arrays are freed by threads of ND4J's some time
     * after each collection, and until then are in its books.
     */
    static Memory now() {
      Runtime runtime = Runtime.getRuntime();
      long heap = Long.MAX_VALUE;
      for (int vain = 0; vain < 30; vain++) {
        System.gc();
        long used = runtime.totalMemory() - runtime.freeMemory();
        if (used < heap - MEGABYTE / 10) {
          heap = used;
          vain = 0;
        }
      }
      return new Memory(heap, Pointer.physicalBytes() - runtime.totalMemory());
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "heap %.1f MB, outside %.1f MB",
          (double) heap / MEGABYTE,
          (double) outside / MEGABYTE);
    }
  }

  /** In turn: SGD on two layers, AdamW on a transformer, the reduced model. */
  private static TrialSpec spec(int trial) {
    TrialSpec small = SmallTrials.tree(trial);
    var sgd =
        new TrainingSettings(
            new Optimizer.Sgd(), 1, Schedule.CONSTANT, 0, 60, 64, new Algorithm.Joint());
    var adamW =
        new TrainingSettings(
            new Optimizer.AdamW(0.9, 0.999, 1e-8),
            1e-2,
            Schedule.COSINE,
            1e-4,
            50,
            64,
            new Algorithm.Joint());
    return switch (trial % 3) {
      case 0 -> SmallTrials.with(small, sgd);
      case 1 -> SmallTrials.with(with(small, new Model.Transformer(8, 8, List.of(1, 1))), adamW);
      default -> SmallTrials.with(with(small, new Model.Reduced(0.01)), sgd);
    };
  }

  private static TrialSpec with(TrialSpec spec, Model model) {
    return new TrialSpec(
        spec.seeds(),
        spec.graph(),
        spec.violations(),
        spec.task(),
        new Learner(model, 0.1, spec.learner().engine()),
        spec.training(),
        new EvaluationSettings(
            new EvaluationSettings.Curve(50, 1000, 4),
            new EvaluationSettings.ReadOut(List.of(0, 8), 100, 0),
            0,
            List.of(),
            EvaluationSettings.Bayes.USUAL),
        RivalSettings.NONE);
  }
}
