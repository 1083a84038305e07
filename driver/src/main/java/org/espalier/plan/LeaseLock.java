package org.espalier.plan;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import org.espalier.table.Layout;
import org.espalier.table.Storage;

/**
 * Keeps the processes of one machine from changing a lease at the same time: on a local disk a file
 * lock, which the system lets go of when its process dies. On other file systems the exclusive
 * creation of the lease's file is all there is.
 */
final class LeaseLock {
  private static final Semaphore IN_THIS_PROCESS = new Semaphore(1);

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private LeaseLock() {}

  static void holding(Storage storage, Action action) throws IOException {
    IN_THIS_PROCESS.acquireUninterruptibly();
    try {
      if (Storage.isLocal(storage.root())) {
        runLocked(Path.of(storage.root()).resolve(Layout.HIDDEN).resolve("lock"), action);
      } else {
        action.run();
      }
    } finally {
      IN_THIS_PROCESS.release();
    }
  }

  private static void runLocked(Path file, Action action) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock();
      action.run();
      lock.release();
    }
  }
}
