package org.espalier.execution;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.espalier.plan.LeaseHolder;
import org.espalier.table.Storage;

/**
 * Whether a run may go on, as the tasks of one process see it: looked up in the run's lease every
 * second, for an executor hears nothing else of the driver while a task runs.
 */
final class RunWatch {
  private static final long PERIOD_MILLIS = 1000;
  private static final Map<String, RunWatch> WATCHES = new ConcurrentHashMap<>();

  /** What a task may do. */
  enum State {
    /** Go on. */
    RUNNING,
    /** Commit what has ended and leave the rest. */
    STOPPING,
    /** Leave everything: another run owns the folder. */
    FENCED
  }

  private final String run;
  private final Storage storage;
  private volatile State state = State.RUNNING;
  private int packs;

  private RunWatch(String run, Storage storage) {
    this.run = run;
    this.storage = storage;
  }

  /** The watch of a run in this process. */
  static RunWatch of(String run, Storage storage) {
    return WATCHES.computeIfAbsent(run, r -> new RunWatch(r, storage).started());
  }

  private RunWatch started() {
    var thread = new Thread(this::poll, "watch " + run);
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Lets go of a run that has ended. */
  static void forget(String run) {
    RunWatch watch = WATCHES.remove(run);
    if (watch != null) {
      watch.state = State.FENCED;
    }
  }

  /** Asks all tasks of this process to commit what has ended and leave the rest. */
  static void stopAll() {
    WATCHES.values().forEach(RunWatch::stop);
  }

  /** Asks the run's tasks in this process to commit what has ended and leave the rest. */
  void stop() {
    if (state == State.RUNNING) {
      state = State.STOPPING;
    }
  }

  /** A pack begins in this process. */
  synchronized void begin() {
    packs++;
  }

  /** A pack has ended, committed or not. */
  synchronized void end() {
    packs--;
    notifyAll();
  }

  /** Waits until no pack runs in this process, but no longer. */
  static void awaitIdle(Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    WATCHES.values().forEach(watch -> watch.awaitIdle(until));
  }

  private synchronized void awaitIdle(long until) {
    try {
      for (long left = until - System.nanoTime(); packs > 0 && left > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = until - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Whether the run still owns the folder: asked right before a commit. */
  boolean permitsCommit() {
    look();
    return state != State.FENCED;
  }

  private void poll() {
    try {
      while (state != State.FENCED) {
        Thread.sleep(PERIOD_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Optional<LeaseHolder> holder = LeaseHolder.read(storage);
      if (holder.isEmpty() || !holder.get().run().equals(run)) {
        state = State.FENCED;
      } else if (holder.get().isStopping()) {
        stop();
      }
    } catch (IOException e) {
      // unknown for now; the commit itself will fail if the storage is gone
    }
  }
}
