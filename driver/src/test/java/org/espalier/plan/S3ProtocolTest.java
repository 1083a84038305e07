package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.ConfigurationException;
import org.espalier.execution.S3Server;
import org.espalier.execution.TableContents;
import org.espalier.table.Layout;
import org.espalier.table.PackFiles;
import org.espalier.table.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the protocol does and asks for on a server of the S3 interface. */
@Tag("cluster")
final class S3ProtocolTest {
  private static final int AT_ONCE = 4;
  private static final int ROUNDS = 20;

  @TempDir private static Path scratch;
  private static S3Server server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(scratch);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void fileThatMustBeNewIsCreatedByOneOfThoseThatTryAtOnce() throws Exception {
    List<Storage> storages = storages("created", Map.of());
    for (int round = 0; round < ROUNDS; round++) {
      String name = ".espalier/new-" + round;
      List<Boolean> created =
          atOnce(storages, (storage, i) -> storage.create(name, bytes("of " + i)));
      assertThat(created).as("round %d", round).containsOnlyOnce(true);
      assertThat(storages.get(0).read(name)).hasValue(bytes("of " + created.indexOf(true)));
    }
  }

  @Test
  void fileThatIsNoLongerWhatWasReadIsNotReplaced() throws IOException {
    // one after the other: this server compares a tag and then writes, in two steps
    List<Storage> storages = storages("replaced", Map.of());
    byte[] read = bytes("from the start");
    storages.get(0).write("a", read);
    assertThat(storages.get(0).replace("a", read, bytes("first"))).isTrue();
    assertThat(storages.get(1).replace("a", read, bytes("second"))).isFalse();
    assertThat(storages.get(2).read("a")).hasValue(bytes("first"));
    assertThat(storages.get(0).replace("nothing", bytes(""), bytes("x"))).isFalse();
  }

  @Test
  void whereNoConditionIsKeptTheLastOfThoseThatWroteAtOnceIsTheOne() throws Exception {
    List<Storage> storages =
        storages("unconditional", Map.of("fs.s3a.create.conditional.enabled", "false"));
    List<Boolean> created =
        atOnce(storages, (storage, i) -> storage.create("new", bytes("of " + i)));
    assertThat(created).containsOnlyOnce(true);
    assertThat(storages.get(0).read("new")).hasValue(bytes("of " + created.indexOf(true)));
    assertThat(storages.get(0).create("new", bytes("late"))).isFalse();
  }

  @Test
  void leaseThatHasExpiredIsTakenOverAndOneThatHoldsIsNot() throws IOException {
    Storage storage = server.storage("lease");
    var gone =
        new LeaseHolder("former", "u", "elsewhere", 1, "", "2020-01-01T00:00:00Z", "running");
    storage.write(Layout.LEASE, Json.write(gone));
    try (Lease lease = Lease.acquire(storage, "next", false)) {
      lease.requireHeld();
      assertThatThrownBy(() -> Lease.acquire(server.storage("lease"), "third", false))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(" is in use by run next of ");
      storage.write(Layout.LEASE, Json.write(gone.until(Instant.now().plusSeconds(60))));
      assertThatThrownBy(lease::requireHeld).hasMessageContaining("was taken over by another run");
    }
    assertThat(LeaseHolder.read(storage)).map(LeaseHolder::run).hasValue("former");
  }

  @Test
  @Tag("slow") // a third of this profile's time
  void compactionThatDiesAtAnyMomentLosesAndRepeatsNothing(@TempDir Path parent)
      throws IOException {
    int deaths = 0;
    for (int changes = 0; ; changes++) {
      String folder = "compacted-" + changes;
      Storage storage = server.storage(folder);
      Packs.write(storage, 0, 2);
      Packs.write(storage, 2, 4);
      Map<String, List<String>> before = contents(folder, parent.resolve("before-" + changes));
      var dying = new DyingStorage(storage, changes);
      try {
        Packs.compact(storage, dying);
      } catch (IOException e) {
        deaths++;
      }
      assertThat(ResultStore.of(storage).contents().rows())
          .as("what a reader sees after %d changes", changes)
          .extracting(StoredTrial::id)
          .hasSize(4)
          .doesNotHaveDuplicates();
      Packs.putRight(storage);
      assertThat(contents(folder, parent.resolve("after-" + changes)))
          .as("after %d changes", changes)
          .isEqualTo(before);
      if (dying.isAlive()) {
        break;
      }
    }
    assertThat(deaths).isGreaterThan(15);
  }

  @Test
  void packThatDiesInItsCommitAtAnyMomentIsThereWholeOrNotAtAll() throws IOException {
    for (int changes = 0; ; changes++) {
      Storage storage = server.storage("committed-" + changes);
      var dying = new DyingStorage(storage, changes);
      try {
        Packs.write(dying, 0, 2);
      } catch (IOException e) {
        assertThat(e).hasMessage("No space left on device");
      }
      long rows = ResultStore.of(storage).contents().rows().count();
      Packs.putRight(storage);
      assertThat(rows).as("after %d changes", changes).isIn(0L, 2L);
      assertThat(ResultStore.of(storage).contents().rows()).hasSize((int) rows);
      Packs.write(storage, 0, 2);
      assertThat(ResultStore.of(storage).contents().rows()).hasSize(2);
      if (dying.isAlive()) {
        break;
      }
    }
  }

  @Test
  void damageIsNamedSetAsideAndNeverMerged() throws IOException {
    Storage storage = server.storage("damaged");
    for (int pack = 0; pack < 3; pack++) {
      Packs.write(storage, 2 * pack, 2 * pack + 2);
    }
    Storage.Entry missing = storage.list("edges").get(0);
    Storage.Entry flipped = storage.list("curves").get(1);
    byte[] bytes = storage.read(flipped.name()).orElseThrow();
    bytes[40] ^= 0x14;
    byte[] lost = storage.read(missing.name()).orElseThrow();
    storage.delete(missing.name());
    storage.write(flipped.name(), bytes);
    storage.write("trials/foreign.parquet", lost);
    ResultStore store = ResultStore.of(storage);
    assertThat(store.contents().damages())
        .extracting(PackFiles.Damage::file)
        .contains(missing.name());
    assertThat(Compactor.compactAlone(store, false).damages())
        .extracting(PackFiles.Damage::file)
        .contains(missing.name(), flipped.name());
    assertThat(storage.exists(flipped.name())).isTrue();
    assertThat(StoreUpkeep.repair(store, false)).isNotEmpty();
    assertThat(store.contents().rows()).hasSize(2);
    assertThat(storage.exists("trials/foreign.parquet")).isTrue();
    assertThat(storage.listAll(Layout.QUARANTINE))
        .extracting(Storage.Entry::fileName)
        .contains(flipped.fileName(), missing.fileName());
  }

  @Test
  void whatIsAskedOfTheServerIsCounted() throws Exception {
    Storage storage = server.storage("counted");
    server.requests();
    Packs.write(storage, 0, 2);
    Map<String, Integer> commit = server.requests();
    for (int i = 0; i < 1000; i++) { // which is a page
      storage.write("weights/" + i, new byte[1]);
    }
    server.requests();
    assertThat(storage.list("weights")).hasSize(1001);
    Map<String, Integer> listing = server.requests();
    System.out.println("requests of a commit: " + commit + ", of a listing of 1001: " + listing);
    assertThat(commit).containsEntry("PUT", 8);
    assertThat(commit.values().stream().mapToInt(n -> n).sum()).isLessThanOrEqualTo(10);
    assertThat(listing).containsExactlyEntriesOf(Map.of("LIST", 2));
  }

  private static Map<String, List<String>> contents(String folder, Path copy) throws IOException {
    return TableContents.of(server.copied(folder, copy));
  }

  private static List<Storage> storages(String folder, Map<String, String> settings)
      throws IOException {
    var hadoop = new HashMap<String, String>(server.hadoop());
    hadoop.putAll(settings);
    hadoop.put("fs.s3a.impl.disable.cache", "true");
    var storages = new ArrayList<Storage>();
    for (int i = 0; i < AT_ONCE; i++) {
      storages.add(Storage.of(server.address(folder), hadoop));
    }
    return storages;
  }

  /** What each of several processes would do. */
  private interface Work {
    boolean of(Storage storage, int index) throws IOException;
  }

  private static List<Boolean> atOnce(List<Storage> storages, Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(storages.size());
    try {
      var start = new CyclicBarrier(storages.size());
      var calls = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < storages.size(); i++) {
        int index = i;
        calls.add(
            () -> {
              start.await();
              return work.of(storages.get(index), index);
            });
      }
      var results = new ArrayList<Boolean>();
      for (Future<Boolean> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
