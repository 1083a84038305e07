package org.espalier.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.espalier.train.CurvePoint;
import org.espalier.trial.TrialCheckpoints;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialSpec;

/**
 * What one trial does beside its work.
 *
 * @param kind of trouble
 * @param seed of the trial
 * @param folder in which copies of the trial leave word of each other
 */
record Trouble(Kind kind, long seed, String folder) implements TrialFunction {
  static final Trouble NONE = new Trouble(Kind.NONE, -1, "");

  enum Kind {
    NONE,
    /** It takes its process down. */
    HALT,
    /** Its first copy ends after the second has. */
    WAIT_FOR_COPY,
    /** Its first copy does not end before it is asked to. */
    LINGER,
    /** Each trial leaves word of the step that it goes on from; none is in trouble. */
    TELL
  }

  static Trouble parse(String text) {
    String[] parts = text.split(":", 3);
    return new Trouble(Kind.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s:%d:%s", kind, seed, folder);
  }

  @Override
  public TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener)
      throws IOException {
    if (spec.seeds().seed() == seed) {
      switch (kind) {
        case HALT -> Runtime.getRuntime().halt(134);
        case WAIT_FOR_COPY -> {
          if (!isFirst("first") && isFirst("second")) {
            TrialResult result = TrialRunner.run(spec, limits, listener);
            isFirst("second-has-ended");
            return result;
          }
          await(limits, "second-has-ended");
        }
        case LINGER -> {
          if (isFirst("first")) {
            await(limits, "never");
          }
        }
        default -> {}
      }
    }
    return TrialRunner.run(spec, limits, listener);
  }

  /** What is in trouble keeps no states. */
  @Override
  public TrialResult run(
      TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints)
      throws IOException {
    return kind == Kind.TELL
        ? TrialRunner.run(spec, limits, telling(spec, listener), checkpoints)
        : run(spec, limits, listener);
  }

  private TrialListener telling(TrialSpec spec, TrialListener listener) {
    return new TrialListener() {
      @Override
      public void resumed(int step) {
        try {
          isFirst(spec.id() + "-" + step);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        listener.resumed(step);
      }

      @Override
      public void stepped(int step, int steps) {
        listener.stepped(step, steps);
      }

      @Override
      public void recorded(CurvePoint point) {
        listener.recorded(point);
      }
    };
  }

  /** Whether nobody has left word before, and leaves it. */
  private boolean isFirst(String word) throws IOException {
    return Path.of(folder, word).toFile().createNewFile();
  }

  private void await(TrialLimits limits, String word) {
    while (!Files.exists(Path.of(folder, word))) {
      if (limits.stop().getAsBoolean()) {
        throw new CancellationException("asked to stop");
      }
      Thread.onSpinWait();
    }
  }
}
