package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.Packs;
import org.espalier.plan.ResultStore;
import org.espalier.scan.StoreSnapshot;
import org.espalier.table.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A view is held against the checksums of the tables that it is made of. */
final class CheckedViewsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "curves, curves_mean",
    "predictors, stages",
    "edges, edges_long",
    "attention, attention_long",
    "rivals, rivals_by_axis"
  })
  void aViewOfADamagedTableIsRefused(String table, String view) throws IOException {
    ResultStore store = damaged(table);
    assertThatThrownBy(() -> register(store, Predicate.isEqual(view)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/" + table + "/");
    assertThatThrownBy(() -> registerOnce(store, Predicate.isEqual(view)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/" + table + "/");
  }

  @Test
  void aViewOfOtherTablesIsAnswered() throws IOException {
    ResultStore store = damaged("curves");
    SparkSession spark = register(store, Predicate.isEqual("stages"));
    assertThat(spark.table("stages").count()).isZero();
  }

  /** A store of which one byte of a table's footer is another. */
  private ResultStore damaged(String table) throws IOException {
    Storage storage = Packs.store(folder, 1);
    Path file = folder.resolve(storage.list(table).get(0).name());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 1;
    Files.write(file, bytes);
    return ResultStore.of(storage);
  }

  private static SparkSession register(ResultStore store, Predicate<String> wanted) {
    SparkSession spark = SharedSpark.session().newSession();
    ResultViews.register(spark, List.of(store), List.of(), wanted, ResultViews.Scope.TABLES_ALL);
    return spark;
  }

  /** As the catalog does. */
  private static void registerOnce(ResultStore store, Predicate<String> wanted) {
    SparkSession spark = SharedSpark.session().newSession();
    ResultViews.register(spark, List.of(StoreSnapshot.of(store)), List.of(), wanted);
  }
}
