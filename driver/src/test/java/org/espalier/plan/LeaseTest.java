package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  @TempDir Path folder;

  /** A renewal that is writing what the lease was must not be what the stop is lost in. */
  @Test
  @Timeout(60)
  void aStopThatIsAnnouncedWhileTheLeaseIsRenewedIsHeard()
      throws IOException, InterruptedException {
    var holds = new AtomicBoolean();
    var isWriting = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    var failure = new AtomicReference<Throwable>();
    Storage disk = Storage.of(folder);
    Storage storage =
        new HookedStorage(
            disk,
            () -> {
              if (holds.getAndSet(false)) {
                isWriting.countDown();
                awaited(goesOn);
              }
            });
    try (Lease lease = Lease.acquire(storage, "one", false)) {
      holds.set(true);
      Thread renewal = started(lease::requireHeld, failure);
      isWriting.await();
      Thread stop = started(lease::announceStop, failure);
      while (stop.getState() != Thread.State.BLOCKED && stop.isAlive()) {
        Thread.onSpinWait(); // until it waits for the renewal
      }
      goesOn.countDown();
      renewal.join();
      stop.join();
      assertThat(failure.get()).isNull();
      assertThat(LeaseHolder.read(disk)).map(LeaseHolder::isStopping).hasValue(true);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread started(Work work, AtomicReference<Throwable> failure) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | RuntimeException e) {
                failure.set(e);
              }
            });
    thread.start();
    return thread;
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
