package org.espalier.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.hadoop.ParquetReader;
import org.espalier.train.CurvePoint;
import org.espalier.trial.PredictorScore;
import org.espalier.trial.TrialId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultWriterTest {
  private static final String ATTEMPT = Layout.STAGING + "/run/0-0";

  @TempDir Path folder;
  private Storage storage;

  @BeforeEach
  void openStorage() {
    storage = Storage.of(folder);
  }

  @Test
  void everyColumnSaysWhatItMeans() {
    for (Table<?> table : Layout.TABLES) {
      for (Schema.Field field : table.schema().getFields()) {
        assertThat(field.doc()).as(table.name() + "." + field.name()).hasSizeGreaterThan(10);
        assertThat(field.name()).matches("[a-z][a-z0-9_]*");
      }
    }
  }

  @Test
  void trialComesBackAsItWasWritten() throws IOException {
    String pack = write(ExampleTrials.succeeded(3), ExampleTrials.failed(4));

    List<GenericRecord> trials = read(TrialsTable.TABLE, pack);
    assertThat(trials).hasSize(2);
    assertThat(trials.get(0).get("trial_id")).hasToString(ExampleTrials.spec(3).id().value());
    assertThat(trials.get(0).get("status")).hasToString("succeeded");
    assertThat(trials.get(0).get("task_vocab")).isEqualTo(3);
    assertThat(trials.get(0).get("graph_k")).isNull();
    assertThat(trials.get(0).get("model_heads")).isEqualTo(List.of(1, 1));
    assertThat(trials.get(0).get("test_loss")).isEqualTo(3.8);
    assertThat(trials.get(0).get("steps_per_second")).isEqualTo(32.0);
    assertThat(trials.get(0).get("started")).isEqualTo(1767323045678901L);
    assertThat(trials.get(0).get("error_class")).isNull();
    assertThat(trials.get(1).get("error_message")).hasToString("broken");

    List<GenericRecord> curve = read(CurvesTable.TABLE, pack);
    assertThat(curve).extracting(row -> row.get("step")).containsExactly(0, 16, 0);
    assertThat(curve.get(0).get("train_loss")).as("NaN is stored as null").isNull();
    assertThat(read(AttentionTable.TABLE, pack).get(0).get("weights"))
        .isEqualTo(List.of(List.of(1f, 0f), List.of(.25f, .75f)));
    assertThat(read(WeightsTable.TABLE, pack).get(0).get("values"))
        .isEqualTo(List.of(3f, 1f, 2f, 3f, 4f, 5f));
    assertThat(read(EdgesTable.TABLE, pack).get(0).get("gradient_rank")).isEqualTo(1);
  }

  @Test
  void numbersThatAreNotFiniteAreStoredAsNull() throws IOException {
    double infinite = Double.POSITIVE_INFINITY;
    String pack =
        write(
            ExampleTrials.scored(
                3,
                new CurvePoint(8, 1, infinite, infinite, -infinite, .2, 0, 0),
                new PredictorScore(8, "pool-posterior", infinite, .5)));
    GenericRecord point = read(CurvesTable.TABLE, pack).get(0);
    for (String column : List.of("train_loss", "test_loss", "loss_gap")) {
      assertThat(point.get(column)).as(column).isNull();
    }
    assertThat(point.get("parent_attention")).isEqualTo(.2);
    GenericRecord score = read(PredictorsTable.TABLE, pack).get(0);
    assertThat(score.get("loss")).isNull();
    assertThat(score.get("kl")).isEqualTo(.5);
  }

  @Test
  void nothingIsSeenBeforeTheCommitAndNothingHiddenIsLeftAfterIt() throws IOException {
    try (var writer = ResultWriter.open(storage, ATTEMPT)) {
      writer.write(ExampleTrials.succeeded(1));
      for (Table<?> table : Layout.TABLES) {
        assertThat(storage.list(table.name())).isEmpty();
      }
      writer.commit(() -> true);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()))
          .hasSize(Layout.TABLES.size())
          .noneMatch(name -> name.contains(".crc") || name.startsWith("."));
    }
  }

  @Test
  void abandonedPackLeavesNothing() throws IOException {
    try (var writer = ResultWriter.open(storage, ATTEMPT)) {
      writer.write(ExampleTrials.succeeded(1));
    }
    assertThat(storage.listAll(Layout.HIDDEN)).isEmpty();
    assertThat(storage.list("trials")).isEmpty();
  }

  @Test
  void commitThatIsNotPermittedLeavesNothing() throws IOException {
    try (var writer = ResultWriter.open(storage, ATTEMPT)) {
      writer.write(ExampleTrials.succeeded(1));
      assertThat(writer.commit(() -> false)).isEmpty();
    }
    assertThat(storage.listAll(Layout.HIDDEN)).isEmpty();
    assertThat(storage.list("trials")).isEmpty();
  }

  @Test
  void secondAttemptLeavesTheFirstAsItIs() throws IOException {
    String first = write(ExampleTrials.succeeded(1), ExampleTrials.failed(2));
    byte[] bytes = Files.readAllBytes(folder.resolve(Layout.file(TrialsTable.TABLE, first)));
    String second = write(ExampleTrials.succeeded(1), ExampleTrials.failed(2));
    assertThat(second).isEqualTo(first);
    assertThat(storage.list("trials")).hasSize(1);
    assertThat(Files.readAllBytes(folder.resolve(Layout.file(TrialsTable.TABLE, second))))
        .isEqualTo(bytes);
  }

  @Test
  void packOfTheSameNameThatIsDamagedIsSetAsideAndNotReplaced() throws IOException {
    String pack = write(ExampleTrials.succeeded(1));
    String edges = Layout.file(EdgesTable.TABLE, pack);
    byte[] whole = Files.readAllBytes(folder.resolve(edges));
    storage.write(edges, new byte[whole.length]);
    assertThat(PackFiles.damages(storage, pack)).hasSize(1);
    assertThat(write(ExampleTrials.succeeded(1))).isEqualTo(pack);
    assertThat(PackFiles.damages(storage, pack)).isEmpty();
    assertThat(storage.listAll(Layout.QUARANTINE)).hasSize(Layout.TABLES.size());
  }

  @Test
  void bytesAllOverEveryFileAreCovered() throws IOException {
    String pack = write(ExampleTrials.succeeded(3));
    for (Table<?> table : Layout.TABLES) {
      String name = Layout.file(table, pack);
      byte[] bytes = Files.readAllBytes(folder.resolve(name));
      for (int at = 0; at < bytes.length; at += 1 + bytes.length / 250) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 4;
        storage.write(name, flipped);
        assertThat(PackFiles.damages(storage, pack)).as("%s at %d", name, at).isNotEmpty();
      }
      storage.write(name, bytes);
    }
    assertThat(PackFiles.damages(storage, pack)).isEmpty();
  }

  @Test
  void nameOfAPackIsThatOfItsTrialsInAnyOrder() {
    TrialId a = new TrialId("a".repeat(32));
    TrialId b = new TrialId("b".repeat(32));
    assertThat(Layout.packName(List.of(a, b)))
        .isEqualTo(Layout.packName(List.of(b, a)))
        .isNotEqualTo(Layout.packName(List.of(a)));
  }

  @Test
  void namesThatLeadOutOfTheFolderAreRefused() {
    for (String name : List.of("../x", "/etc/x", "a/../../x", "a//b", "", "C:\\x", "s3a://b/x")) {
      assertThatThrownBy(() -> storage.write(name, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private String write(TrialRow... trials) throws IOException {
    try (var writer = ResultWriter.open(storage, ATTEMPT)) {
      for (TrialRow trial : trials) {
        writer.write(trial);
      }
      return writer.commit(() -> true);
    }
  }

  private List<GenericRecord> read(Table<?> table, String pack) throws IOException {
    var rows = new ArrayList<GenericRecord>();
    try (ParquetReader<GenericRecord> reader =
        TableFile.reader(table.schema(), storage.input(Layout.file(table, pack)))) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
