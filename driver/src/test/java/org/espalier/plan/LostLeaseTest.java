package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.execution.TableContents;
import org.espalier.execution.TinyTrials;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that stops for so long that another run takes its lease and puts the folder right, and
 * then goes on.
 */
class LostLeaseTest {
  private static final String TAKEN_OVER = " was taken over by another run";

  @TempDir Path parent;
  @TempDir Path whole;

  /** What is done in a folder by who holds its lease. */
  private interface Work {
    void in(ResultStore store, Lease lease) throws IOException;
  }

  /**
   * Another run takes the lease before one change, and puts the folder right before a later one.
   */
  private static final class Takeover implements HookedStorage.Hook {
    private final Storage storage;
    private final int change;
    private final int slowness;
    private int changes;
    private Lease lease;

    Takeover(Storage storage, int change, int slowness) {
      this.storage = storage;
      this.change = change;
      this.slowness = slowness;
    }

    @Override
    public void beforeChange() throws IOException {
      if (changes == change) {
        lease = Lease.acquire(storage, "other", true);
      }
      if (changes == change + slowness) {
        StoreUpkeep.before(ResultStore.of(storage), lease);
      }
      changes++;
    }

    boolean hasHappened() {
      return lease != null;
    }

    void end() throws IOException {
      if (lease != null) {
        lease.close();
      }
    }
  }

  /**
   * Does some work that is taken over; what it ended with, empty if it was done. What it was
   * writing may be gone before it asks for its lease.
   */
  private static String refusal(Storage storage, Takeover other, Work work) throws IOException {
    try (Lease lease = Lease.acquire(storage, "one", false)) {
      work.in(ResultStore.of(new HookedStorage(storage, other)), lease);
      return "";
    } catch (ConfigurationException | IOException e) {
      return String.valueOf(e.getMessage());
    } finally {
      other.end();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void compactionThatIsTakenOverAtSomeMomentsLosesNothing(int slowness) throws IOException {
    compactionThatIsTakenOverLosesNothing(slowness, Moments.some(getClass()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  @Tag("slow")
  void compactionThatIsTakenOverAtAnyMomentLosesNothing(int slowness) throws IOException {
    compactionThatIsTakenOverLosesNothing(slowness, Moments.ALL);
  }

  private void compactionThatIsTakenOverLosesNothing(int slowness, Moments moments)
      throws IOException {
    Packs.store(whole, 2);
    Map<String, List<String>> before = TableContents.of(whole);
    int refused = 0;
    for (int change = moments.first(); ; change += moments.step()) {
      Path folder = Packs.copy(whole, parent.resolve("at-" + change));
      Storage storage = Storage.of(folder);
      var other = new Takeover(storage, change, slowness);
      String refusal = refusal(storage, other, Compactor::compact);
      refused += refusal.equals(folder + TAKEN_OVER) ? 1 : 0;
      assertThat(ids(storage)).as("seen when taken over at change %d", change).hasSize(4);
      Packs.putRight(storage);
      assertThat(TableContents.of(folder)).as("taken over at change %d", change).isEqualTo(before);
      if (!other.hasHappened()) {
        break;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void trialsThatAreTakenOutWhenTheLeaseIsLostAreTheOnlyOnesThatGo() throws IOException {
    Set<TrialId> kept = Set.copyOf(TinyTrials.trials(0, 3).stream().map(PlannedTrial::id).toList());
    int refused = 0;
    for (int change = 0; ; change++) {
      Storage storage = Storage.of(parent.resolve("at-" + change));
      Packs.write(storage, 0, 4);
      List<StoredTrial> retried =
          ResultStore.of(storage).trials().all().stream()
              .filter(trial -> !kept.contains(trial.id()))
              .toList();
      var other = new Takeover(storage, change, 0);
      String refusal =
          refusal(storage, other, (store, lease) -> StoreUpkeep.forget(store, retried, lease));
      refused += refusal.endsWith(TAKEN_OVER) ? 1 : 0;
      Packs.putRight(storage);
      assertThat(ids(storage)).as("taken over at change %d", change).containsAll(kept);
      if (!other.hasHappened()) {
        break;
      }
    }
    assertThat(refused).isPositive();
  }

  /** What the next run is writing is not taken for what a dead one has left. */
  @Test
  void filesOfTheRunThatTookOverAreNotPutAway() throws IOException {
    Storage storage = Packs.store(parent, 1);
    try (Lease lost = Lease.acquire(storage, "one", false);
        Lease other = Lease.acquire(storage, "other", true)) {
      other.requireHeld();
      storage.write(".espalier/staging/other/curves.parquet", new byte[10]);
      storage.write("curves/0123456789abcdef01234567.parquet", new byte[10]);
      assertThatThrownBy(() -> StoreUpkeep.before(ResultStore.of(storage), lost))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(storage.root() + TAKEN_OVER);
      assertThat(storage.listAll(".espalier/staging")).hasSize(1);
      assertThat(storage.list("curves")).hasSize(2);
    }
  }

  private static Stream<TrialId> ids(Storage storage) {
    return ResultStore.of(storage).trials().all().stream().map(StoredTrial::id);
  }
}
