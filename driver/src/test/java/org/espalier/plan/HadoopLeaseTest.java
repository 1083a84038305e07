package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.ConfigurationException;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease on a file system whose rename neither replaces nor is one step. */
class HadoopLeaseTest {
  @TempDir Path folder;

  @Test
  void leaseThatIsRenewedIsAlwaysThere()
      throws IOException, InterruptedException, ExecutionException {
    Storage storage =
        Storage.of(
            StingyFileSystem.address("lease", folder, Long.MAX_VALUE / 2),
            StingyFileSystem.CONFIGURATION);
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try (Lease lease = Lease.acquire(storage, "one", false)) {
      Future<?> renewal =
          elsewhere.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  lease.requireHeld(); // renews it
                }
                return null;
              });
      int looks = 0;
      do {
        assertThat(LeaseHolder.read(storage)).map(LeaseHolder::run).hasValue("one");
        looks++;
      } while (!renewal.isDone());
      renewal.get();
      assertThat(looks).isGreaterThan(10);
      assertThatThrownBy(() -> Lease.acquire(storage, "two", false))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(" is in use by run one of ");
    } finally {
      elsewhere.shutdownNow();
    }
    assertThat(LeaseHolder.read(storage)).isEmpty();
  }
}
