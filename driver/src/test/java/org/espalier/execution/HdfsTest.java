package org.espalier.execution;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.espalier.ConfigurationException;
import org.espalier.Seeds;
import org.espalier.execution.SweepProcess.Task;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RunPlan;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import org.espalier.table.Table;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results on HDFS: a name node and a data node on this machine. */
class HdfsTest {
  private static final int TRIALS = 16;

  /** How long a client waits until the name node knows of a block's end; 400 ms by default. */
  private static final Map<String, String> HASTE =
      Map.of("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5");

  @TempDir private static Path disk;
  private static MiniDFSCluster hdfs;

  @TempDir private Path folder;
  @TempDir private Path scratch;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new HdfsConfiguration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    hdfs.waitActive();
  }

  @AfterAll
  static void stop() {
    hdfs.shutdown(true);
  }

  private static String address(String name) {
    return hdfs.getURI() + "/results/" + name;
  }

  @Test
  @Timeout(600)
  void sweepWhoseDriverIsKilledEndsOnHdfsAsItDoesOnDisk() throws IOException, InterruptedException {
    String out = address("killed");
    var conf = new HashMap<String, String>();
    HASTE.forEach((key, value) -> conf.put(SweepProcess.HADOOP + key, value));
    Task task = Task.of(out, TRIALS, "local[2]").with(conf);
    try (var driver = SweepProcess.start(task, scratch)) {
      assertThat(driver.hasEndedBefore(1 + random().nextInt(TRIALS / 2))).isFalse();
      driver.kill();
    }
    // whose process is gone from this machine has lost its lease
    try (var driver = SweepProcess.start(task, scratch)) {
      assertThat(driver.awaitEnd()).startsWith("end COMPLETE ");
    }
    Runs.run(folder.resolve("here"), TRIALS);
    Path copy = copied(out);
    assertThat(TableContents.ids(copy)).hasSize(TRIALS).doesNotHaveDuplicates();
    assertThat(TableContents.of(copy)).isEqualTo(TableContents.of(folder.resolve("here")));
    assertThat(Storage.of(out, HASTE).listAll(Layout.STAGING)).isEmpty();
  }

  @Test
  void secondRunIsRefusedWhileTheFirstHoldsTheLease() throws IOException {
    String out = address("held");
    SweepRequest sweep = TinyTrials.sweep("tiny", 4);
    var refused = new ArrayList<Throwable>();
    SweepListener meanwhile =
        new SweepListener() {
          @Override
          public void started(RunPlan plan, int packs) {
            refused.add(catchThrowable(() -> run(out, sweep, SweepListener.NONE)));
          }
        };
    assertThat(run(out, sweep, meanwhile).storedCount()).isEqualTo(4);
    assertThat(refused)
        .singleElement(as(THROWABLE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(" is in use by run ");
    assertThat(run(out, sweep, SweepListener.NONE).storedCount()).as("nothing is left").isZero();
  }

  private static RunSummary run(String out, SweepRequest sweep, SweepListener listener)
      throws IOException {
    return SweepRunner.of(SharedSpark::session, TrialRunner::run)
        .run(sweep, ResultStore.open(out, HASTE), Runs.OPTIONS, listener);
  }

  @Test
  void fileThatIsReplacedIsNeverGone() throws Exception {
    Storage storage = Storage.of(address("replaced"), HASTE);
    storage.create("trials/a", new byte[] {0});
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try {
      Future<?> replacing =
          elsewhere.submit(
              () -> {
                for (byte i = 1; i <= 40; i++) {
                  storage.create("staging/a", new byte[] {i});
                  storage.rename("staging/a", "trials/a");
                }
                return null;
              });
      int looks = 0;
      do {
        assertThat(storage.list("trials")).extracting(Storage.Entry::size).containsExactly(1L);
        looks++;
      } while (!replacing.isDone());
      replacing.get();
      assertThat(looks).isGreaterThan(5);
    } finally {
      elsewhere.shutdownNow();
    }
    assertThat(storage.read("trials/a")).hasValue(new byte[] {40});
    assertThat(storage.exists("staging/a")).isFalse();
  }

  /** The tables on a local disk, where DuckDB reads them. */
  private Path copied(String out) throws IOException {
    Storage storage = Storage.of(out, HASTE);
    Path copy = folder.resolve("copy");
    for (Table<?> table : Layout.TABLES) {
      Files.createDirectories(copy.resolve(table.name()));
      for (Storage.Entry entry : storage.list(table.name())) {
        Files.write(copy.resolve(entry.name()), storage.read(entry.name()).orElseThrow());
      }
    }
    return copy;
  }

  private static Random random() {
    return new Random(Seeds.of(HdfsTest.class));
  }
}
