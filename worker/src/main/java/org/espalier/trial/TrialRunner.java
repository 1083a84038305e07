package org.espalier.trial;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CancellationException;

/** Runs a trial on the calling thread: specification in, result out. */
public final class TrialRunner {

  private TrialRunner() {}

  /**
   * Runs a trial to its end. Whatever goes wrong within it, memory running out included, is a
   * result too: its status says how it ended, {@link TrialResult#failure} why, and the learning
   * curve is there as far as it got.
   *
   * @param limits when to end it early
   * @param listener told how it goes
   * @throws CancellationException if the limits' stop signal was raised: the only way to have no
   *     result
   */
  public static TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    return run(spec, limits, listener, TrialCheckpoints.NONE);
  }

  /**
   * Runs a trial to its end, as {@link #run(TrialSpec, TrialLimits, TrialListener)} does, from the
   * state that was kept of it, if there is one.
   *
   * @param checkpoints keeps the state while it runs
   */
  public static TrialResult run(
      TrialSpec spec, TrialLimits limits, TrialListener listener, TrialCheckpoints checkpoints) {
    return run(spec, limits, listener, checkpoints, SharedMeasurements.none());
  }

  /**
   * Runs a trial to its end, as {@link #run(TrialSpec, TrialLimits, TrialListener)} does, from the
   * state that was kept of it, if there is one.
   *
   * @param checkpoints keeps the state while it runs
   * @param shared what other trials measured of the same sequences; what is missing is added
   */
  @SuppressWarnings("CatchAndPrintStackTrace")
  public static TrialResult run(
      TrialSpec spec,
      TrialLimits limits,
      TrialListener listener,
      TrialCheckpoints checkpoints,
      SharedMeasurements shared) {
    var run = new TrialRun(spec, limits.start(), listener, checkpoints, shared);
    try {
      limits.requireRoom(spec);
      run.train();
      return run.succeeded();
    } catch (CancellationException stopped) {
      throw stopped;
    } catch (TrialLimits.TimedOutException late) {
      return run.ended(TrialStatus.TIMED_OUT, late.getMessage());
    } catch (DivergedException diverged) {
      return run.ended(TrialStatus.DIVERGED, diverged.getMessage());
    } catch (Throwable thrown) {
      return run.failed(failure(thrown));
    } finally {
      run.close();
    }
  }

  private static TrialResult.Failure failure(Throwable thrown) {
    var stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return new TrialResult.Failure(thrown.getClass().getName(), message, stack.toString());
  }
}
