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
  @SuppressWarnings("CatchAndPrintStackTrace")
  public static TrialResult run(TrialSpec spec, TrialLimits limits, TrialListener listener) {
    var run = new TrialRun(spec, limits.start(), listener);
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
