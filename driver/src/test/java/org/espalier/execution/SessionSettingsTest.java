package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.execution.Runs.OPTIONS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StingyFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that one session knows, and the application that it is of does not. */
final class SessionSettingsTest {
  private static final String FILE_SYSTEM = "fs.stingy.impl";

  private final Configuration ofApplication =
      SharedSpark.session().sparkContext().hadoopConfiguration();
  private final Optional<String> before = Optional.ofNullable(ofApplication.get(FILE_SYSTEM));

  @TempDir private Path folder;

  @BeforeEach
  void hideFileSystem() {
    ofApplication.unset(FILE_SYSTEM);
  }

  @AfterEach
  void restoreFileSystem() {
    before.ifPresent(name -> ofApplication.set(FILE_SYSTEM, name));
  }

  @Test
  void tasksStoreIntoAFolderThatTheSessionLeadsTo() throws IOException {
    SparkSession session = SharedSpark.session().newSession();
    // each opens the file system by what it is told, not by what others of the process know
    Map<String, String> settings =
        Map.of(
            FILE_SYSTEM, StingyFileSystem.class.getName(), "fs.stingy.impl.disable.cache", "true");
    settings.forEach(session.conf()::set);
    String address = StingyFileSystem.address("of-a-session", folder, Long.MAX_VALUE / 2);
    RunSummary summary =
        SweepRunner.of(() -> session)
            .run(
                TinyTrials.sweep("tiny", 2),
                ResultStore.open(address, settings),
                OPTIONS,
                SweepListener.NONE);
    assertThat(summary.error()).isEmpty();
    assertThat(summary.isSuccess()).isTrue();
  }
}
