package org.espalier.report;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Parts of a page that are read side by side: a statement on few rows keeps one core busy, and
 * seldom more.
 */
final class Sections implements AutoCloseable {
  private static final int MOST_THREADS = 4;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));

  /**
   * Begins to read one. It may wait for one that was begun before it: they are taken in turn.
   *
   * @return what waits for it, and throws what reading it has thrown: Spark's Scala code throws
   *     checked exceptions that no signature declares
   */
  <T> Supplier<T> begin(Callable<T> section) {
    Future<T> begun = threads.submit(section);
    return () -> {
      try {
        return begun.get();
      } catch (ExecutionException e) {
        Sections.<RuntimeException>rethrow(e.getCause());
      } catch (InterruptedException e) {
        Sections.<RuntimeException>rethrow(e);
      }
      throw new AssertionError("one of the two has been thrown");
    };
  }

  /** Throws what it is given; the compiler takes it for an E. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable e) throws E {
    throw (E) e;
  }

  /**
   * Ends those that are left, for where one has failed the others are of no use, and waits for
   * their end: they read views that another attempt would replace under them.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean isInterrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
