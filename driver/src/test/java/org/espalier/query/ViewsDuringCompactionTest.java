package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.Compactor;
import org.espalier.plan.HookedStorage;
import org.espalier.plan.Packs;
import org.espalier.plan.ResultStore;
import org.espalier.scan.StoreSnapshot;
import org.espalier.table.CurvesTable;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads while tables are compacted sees every trial once, at every moment. */
@Timeout(180)
final class ViewsDuringCompactionTest {
  private static final String COUNTS =
      "SELECT count(*), count(DISTINCT t.trial_id), count(DISTINCT c.trial_id)"
          + " FROM trials t JOIN curves c ON t.trial_id = c.trial_id";

  @TempDir private Path folder;

  @Test
  void viewsSeeEveryTrialOnceBeforeEveryOtherChangeOfACompaction() throws Exception {
    Storage storage = Packs.store(folder, 2);
    ResultViews views = views(storage);
    var seen = new ArrayList<String>();
    var changes = new AtomicInteger();
    var looking =
        new HookedStorage(
            storage,
            () -> {
              if (changes.incrementAndGet() % 2 == 0) {
                seen.add(counts(views));
              }
            });
    Packs.compact(storage, looking);
    seen.add(counts(views));
    assertThat(seen).hasSizeGreaterThan(10).containsOnly("[4,4,4]");
  }

  @Test
  void workWhoseFilesAreCompactedAwayReadsThemWhereTheyAreNow() throws Exception {
    Storage storage = Packs.store(folder, 2);
    ResultViews views = views(storage);
    var attempts = new ArrayList<String>();
    String counts =
        views.read(
            () -> {
              attempts.add("one");
              if (attempts.size() == 1) {
                // what the views know of is gone
                Compactor.compactAlone(ResultStore.of(storage), false);
              }
              return views.spark().sql(COUNTS).first().toString();
            });
    assertThat(counts).isEqualTo("[4,4,4]");
    assertThat(attempts).hasSize(1);
  }

  /** A statement resolves its tables one after the other, of what there was when it began. */
  @Test
  void aTableIsResolvedThoughItsFilesWereCompactedAwaySinceTheStatementBegan() throws Exception {
    Storage storage = Packs.store(folder, 2);
    SparkSession spark = SharedSpark.session();
    long before = curves(spark, StoreSnapshot.of(ResultStore.of(storage)));
    StoreSnapshot snapshot = StoreSnapshot.of(ResultStore.of(storage));
    Compactor.compactAlone(ResultStore.of(storage), false);
    assertThat(curves(spark, snapshot)).isEqualTo(before).isPositive();
  }

  @Test
  void aFileThatIsGoneWhileItsPackIsListedIsStillMissed() throws Exception {
    Storage storage = Packs.store(folder, 2);
    StoreSnapshot snapshot = StoreSnapshot.of(ResultStore.of(storage));
    String file = snapshot.files(CurvesTable.TABLE).get(0).name();
    storage.delete(file);
    assertThatThrownBy(() -> curves(SharedSpark.session(), snapshot))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(file + " is missing");
  }

  private static long curves(SparkSession spark, StoreSnapshot snapshot) {
    return ResultViews.stored(spark, snapshot, "curves").orElseThrow().rows().count();
  }

  @Test
  void planningBesideACompactionSeesEveryTrialOnce(@TempDir Path parent)
      throws IOException, InterruptedException, ExecutionException {
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try {
      int looks = 0;
      for (int round = 0; round < 4; round++) {
        Storage storage = Packs.store(parent.resolve("round-" + round), 4);
        Future<?> compaction =
            elsewhere.submit(() -> Compactor.compactAlone(ResultStore.of(storage), false));
        do {
          assertThat(ResultStore.of(storage).trials().count()).isEqualTo(8);
          looks++;
        } while (!compaction.isDone());
        compaction.get();
      }
      assertThat(looks).isGreaterThan(4);
    } finally {
      elsewhere.shutdownNow();
    }
  }

  private static ResultViews views(Storage storage) {
    SparkSession spark = SharedSpark.session().newSession();
    return ResultViews.register(
        spark,
        List.of(ResultStore.of(storage)),
        List.of(),
        view -> false,
        ResultViews.Scope.TABLES_ALL);
  }

  private static String counts(ResultViews views) throws IOException {
    try {
      return views.read(() -> views.spark().sql(COUNTS).first().toString());
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
