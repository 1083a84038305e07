package org.espalier.plan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.table.Layout;
import org.espalier.table.Storage;

/**
 * The right to write into a results folder, which one run has at a time.
 *
 * <p>It is a file that names its owner and when it expires; the owner renews it while it lives. A
 * lease is taken over if it has expired, if its owner was a process of this machine that is gone,
 * or if it is stolen. Whoever lost it finds out at its next renewal and stops, and no task of its
 * commits any more.
 */
public final class Lease implements Closeable {
  /** How long a lease holds after it was last renewed. */
  static final Duration TERM = Duration.ofSeconds(60);

  private static final Duration RENEWAL = TERM.dividedBy(4);

  private final Storage storage;
  private final Thread renewal;
  private volatile LeaseHolder holder;
  private volatile boolean lost;

  private Lease(Storage storage, LeaseHolder holder) {
    this.storage = storage;
    this.holder = holder;
    this.renewal = new Thread(this::keepRenewing, "lease " + holder.run());
    renewal.setDaemon(true);
    renewal.start();
  }

  /**
   * Takes the lease of a folder for a run.
   *
   * @param steal whether to take it from a run that still holds it
   * @throws ConfigurationException if another run holds it, saying which and until when, or if the
   *     folder cannot be written
   */
  public static Lease acquire(Storage storage, String run, boolean steal) {
    try {
      LeaseHolder mine = LeaseHolder.here(run, Instant.now().plus(TERM));
      LeaseLock.holding(storage, () -> seize(storage, mine, steal));
      return new Lease(storage, mine);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "%s cannot be written: %s", storage.root(), reason(e)), e);
    }
  }

  private static void seize(Storage storage, LeaseHolder mine, boolean steal) throws IOException {
    byte[] text = Json.write(mine);
    while (!storage.create(Layout.LEASE, text)) {
      Optional<LeaseHolder.Found> found = LeaseHolder.find(storage);
      if (found.isEmpty()) {
        continue; // it was given up meanwhile
      }
      Optional<LeaseHolder> other = found.get().holder();
      if (other.isPresent() && !steal && !other.get().isGone(Instant.now())) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s is in use by %s; wait for it, or take over with --steal-lease",
                storage.root(),
                other.get().describe()));
      }
      if (!found.get().misstatement().isEmpty() && !steal) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s does not say who holds the folder: %s; if no run writes there, go on with"
                    + " --steal-lease",
                storage.address(Layout.LEASE),
                found.get().misstatement()));
      }
      // whoever else found the same lease is refused where the storage compares as it writes
      if (storage.replace(Layout.LEASE, found.get().text(), text)) {
        return;
      }
    }
  }

  /** What a person can act on: the exceptions of a file system often say no more than the path. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "the folder cannot be made";
    }
    return IoProblem.text(e);
  }

  /** Whether another run took the lease. */
  public boolean isLost() {
    return lost;
  }

  /**
   * Makes sure that no other run has taken the lease.
   *
   * @throws ConfigurationException if one has
   */
  void requireHeld() throws IOException {
    renew();
    if (lost) {
      throw new ConfigurationException(storage.root() + " was taken over by another run");
    }
  }

  /** Tells all tasks of this run, wherever they are, to commit what they have and end. */
  public synchronized void announceStop() throws IOException {
    holder = holder.stopping();
    renew();
  }

  private void keepRenewing() {
    try {
      while (!lost) {
        Thread.sleep(RENEWAL.toMillis());
        try {
          renew();
        } catch (IOException e) {
          // the storage may come back before the lease expires; if not, the next owner is told
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void renew() throws IOException {
    Optional<LeaseHolder.Found> now = LeaseHolder.find(storage);
    if (now.isEmpty() || !now.get().isOf(holder.run())) {
      lost = true;
      return;
    }
    LeaseHolder renewed = holder.until(Instant.now().plus(TERM));
    if (!storage.replace(Layout.LEASE, now.get().text(), Json.write(renewed))) {
      lost = true;
      return;
    }
    holder = renewed;
  }

  /** Gives the lease up, unless it was lost. */
  @Override
  public synchronized void close() throws IOException {
    renewal.interrupt();
    Optional<LeaseHolder> now = LeaseHolder.read(storage);
    if (now.isPresent() && now.get().run().equals(holder.run())) {
      storage.delete(Layout.LEASE);
    }
    lost = true;
  }
}
