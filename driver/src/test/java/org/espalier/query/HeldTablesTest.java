package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.Packs;
import org.espalier.plan.ResultStore;
import org.espalier.table.Storage;
import org.espalier.table.TrialsTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that many statements read are read once for each state of their folder. */
final class HeldTablesTest {
  private static final String SEEDS = "SELECT collect_list(seed) FROM trials";

  @TempDir private Path folder;

  private final SparkSession spark = SharedSpark.session().newSession();

  private ResultViews views(Storage storage, boolean isHeld) {
    return views(storage, new Demand(view -> false, isHeld ? Set.of(TrialsTable.TABLE) : Set.of()));
  }

  private ResultViews views(Storage storage, Demand demand) {
    return ResultViews.register(
        spark, List.of(ResultStore.of(storage)), List.of(), demand, ResultViews.Scope.TABLES_ALL);
  }

  private int trials() {
    return spark.sql(SEEDS).first().getList(0).size();
  }

  @Test
  void onlyTheFirstStatementOpensTheFiles() throws Exception {
    Storage storage = Packs.store(folder, 2);
    views(storage, true);
    assertThat(trials()).isEqualTo(4);
    storage.delete(storage.list("trials").get(0).name());
    assertThat(trials()).isEqualTo(4);
    assertThat(spark.sql("SELECT max(test_loss) FROM trials").first().isNullAt(0)).isFalse();
  }

  @Test
  void otherwiseEachStatementOpensThem() throws Exception {
    Storage storage = Packs.store(folder, 2);
    views(storage, false);
    assertThat(trials()).isEqualTo(4);
    storage.delete(storage.list("trials").get(0).name());
    assertThatThrownBy(this::trials)
        .hasMessageContaining("2 trials that this statement reads were taken out");
  }

  @Test
  void aTableIsHeldUpToTheSizeOfItsFiles() throws Exception {
    Storage storage = Packs.store(folder, 2);
    views(storage, new Demand(view -> false, Set.of(TrialsTable.TABLE), bytes(storage)));
    assertThat(trials()).isEqualTo(4);
    storage.delete(storage.list("trials").get(0).name());
    assertThat(trials()).isEqualTo(4);
  }

  @Test
  void aLargerOneIsNotHeld() throws Exception {
    Storage storage = Packs.store(folder, 2);
    views(storage, new Demand(view -> false, Set.of(TrialsTable.TABLE), bytes(storage) - 1));
    assertThat(trials()).isEqualTo(4);
    storage.delete(storage.list("trials").get(0).name());
    assertThatThrownBy(this::trials)
        .hasMessageContaining("2 trials that this statement reads were taken out");
  }

  private static long bytes(Storage storage) throws IOException {
    return storage.list("trials").stream().mapToLong(Storage.Entry::size).sum();
  }

  @Test
  void theyAreReadAnewOnceTheFolderHasOthers() throws Exception {
    Storage storage = Packs.store(folder, 1);
    ResultViews views = views(storage, true);
    assertThat(trials()).isEqualTo(2);
    Packs.store(folder, 3);
    assertThat(views.<Integer>read(this::trials)).isEqualTo(6);
    assertThat(views.storedTrials()).isEqualTo(6);
  }

  @Test
  void onceReleasedTheyAreOpenedAgain() throws Exception {
    Storage storage = Packs.store(folder, 2);
    ResultViews views = views(storage, true);
    assertThat(trials()).isEqualTo(4);
    views.release();
    storage.delete(storage.list("trials").get(0).name());
    assertThatThrownBy(this::trials)
        .hasMessageContaining("2 trials that this statement reads were taken out");
  }
}
