package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.parquet.io.InputFile;
import org.espalier.execution.TinyTrials;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricScanTest {
  @TempDir Path folder;

  @Test
  void metricsAreReadWhereACompactionHasPutThemSinceTheyWereListed() throws IOException {
    Storage disk = Packs.store(folder, 2);
    var isCompacted = new AtomicBoolean(true);
    Storage storage =
        new HookedStorage(disk, () -> {}) {
          @Override
          public InputFile input(String name) throws IOException {
            if (!isCompacted.getAndSet(true)) {
              Compactor.compactAlone(ResultStore.of(disk), false);
            }
            return super.input(name);
          }
        };
    ResultStore store = ResultStore.of(storage);
    store.contents();
    isCompacted.set(false);
    Map<TrialId, double[]> losses = MetricScan.read(store, List.of("test_loss"));
    assertThat(losses).hasSize(4);
    TrialId last = TinyTrials.trials(3, 4).get(0).id();
    assertThat(losses.get(last)).containsExactly(0.3); // of seed 3, see Packs
  }
}
