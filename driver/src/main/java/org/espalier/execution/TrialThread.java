package org.espalier.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The thread that a pack's trials run on, apart from the task's own, so that a trial that does not
 * heed its limits cannot hold the pack. Such a trial is left behind on its thread, which is gone
 * when the process ends, and the next trial gets a new one.
 */
final class TrialThread implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final Duration STOP_GRACE = Duration.ofSeconds(3);

  private ExecutorService thread = newThread();

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          var thread = new Thread(work, "trial");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A trial did not end in its time, nor in as much again. */
  static final class OverdueException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Runs a trial and waits for it.
   *
   * @param deadline when to give it up
   * @param stopped when it is to end by itself, and is given up if it does not within seconds
   * @return what it returned; empty if it was stopped
   * @throws OverdueException if it was given up at its deadline
   * @throws ExecutionException if it threw
   * @throws InterruptedException if this thread was interrupted; the trial is given up
   */
  <T> Optional<T> run(Callable<T> trial, Duration deadline, BooleanSupplier stopped)
      throws OverdueException, ExecutionException, InterruptedException {
    Future<T> result = thread.submit(trial);
    long start = System.nanoTime();
    long asked = 0;
    while (true) {
      try {
        return Optional.of(result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        long now = System.nanoTime();
        if (asked == 0 && stopped.getAsBoolean()) {
          asked = now;
        }
        if (asked != 0 && now - asked > STOP_GRACE.toNanos()) {
          abandon(result);
          return Optional.empty();
        }
        if (now - start > deadline.toNanos()) {
          abandon(result);
          throw new OverdueException();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CancellationException) {
          return Optional.empty();
        }
        throw e;
      } catch (InterruptedException e) {
        abandon(result);
        throw e;
      }
    }
  }

  private void abandon(Future<?> trial) {
    trial.cancel(true);
    thread.shutdownNow();
    thread = newThread();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
