package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.Documents;
import org.espalier.Seeds;
import org.espalier.execution.SweepRequest;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoredTrial;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;
import org.espalier.table.Provenance;
import org.espalier.table.ResultWriter;
import org.espalier.table.Storage;
import org.espalier.table.TrialRow;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cells of the atlas, drawn at random, give the rows that are kept of them: on the same kind of
 * processor bit for bit but for Bayes losses, on another, whose vectors have other lengths, within
 * {@link #TOLERANCE}.
 */
@Tag("slow")
final class AtlasAgainTest {
  private static final int CELLS = 20;

  /** Of means over a cell's seeds: shares, and losses in nats. */
  private static final double TOLERANCE = .05;

  private static final Path DATA = Documents.ROOT.resolve("sweeps/atlas");

  /** The last column that says which cell a row is of. */
  private static final String LAST_SETTING = "changed";

  /** What Bayes losses are part of: more draws are behind some since (format 5 of trial ids). */
  private static final Pattern OF_BAYES = Pattern.compile("(bayes_loss|regret|architecture_gap).*");

  /** How long it took, and where. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("seconds", "version", "git_commit", "cpu");

  @TempDir private Path folder;

  @Test
  void cellsDrawnAtRandomGiveTheirRowsAgain() throws IOException, SQLException {
    Map<List<Object>, Map<String, Object>> kept = rows(DATA.resolve("summary.parquet"));
    Sweep sweep = SweepReader.read(Documents.ROOT.resolve("sweeps/atlas.conf"), List.of());
    var cells =
        new ArrayList<>(
            SweepRequest.of(sweep).trials().stream()
                .collect(
                    Collectors.groupingBy(
                        trial -> trial.spec().cell(), LinkedHashMap::new, Collectors.toList()))
                .values());
    assertThat(kept).hasSameSizeAs(cells);
    Collections.shuffle(cells, new Random(Seeds.of(AtlasAgainTest.class)));
    boolean isSameProcessor =
        kept.values().stream().allMatch(row -> row.get("cpu").equals(Provenance.here().cpu()));
    for (int c = 0; c < CELLS; c++) {
      Path results = folder.resolve("cell-" + c);
      List<PlannedTrial> seeds = cells.get(c);
      train(seeds.subList(0, 1), results);
      List<Object> settings = summary(results).keySet().iterator().next();
      Map<String, Object> row = kept.get(settings);
      assertThat(row).as("the row of %s", settings).isNotNull();
      int trials = count(row, "n") + count(row, "not_succeeded");
      train(seeds.subList(1, trials), results);
      Map<String, Object> again = summary(results).get(settings);
      for (Map.Entry<String, Object> column : row.entrySet()) {
        Object value = again.get(column.getKey());
        String what = String.format(Locale.ROOT, "%s of %s", column.getKey(), settings);
        if (CIRCUMSTANCES.contains(column.getKey())) {
          continue;
        }
        boolean isSameDraws = !OF_BAYES.matcher(column.getKey()).matches();
        if ((isSameProcessor && isSameDraws) || !(column.getValue() instanceof Double)) {
          assertThat(value).as(what).isEqualTo(column.getValue());
        } else {
          assertThat((Double) value)
              .as(what)
              .isCloseTo((Double) column.getValue(), within(TOLERANCE));
        }
      }
      System.out.printf(
          Locale.ROOT, "%d of %d: %d trials of %s%n", c + 1, CELLS, trials, row.get("changed"));
    }
    System.out.printf(
        Locale.ROOT,
        "%d of %d cells gave their rows again, %s%n",
        CELLS,
        kept.size(),
        isSameProcessor ? "bit for bit" : "within " + TOLERANCE);
  }

  private static int count(Map<String, Object> row, String column) {
    return ((Long) row.get(column)).intValue();
  }

  private static void train(List<PlannedTrial> trials, Path folder) throws IOException {
    Storage storage = Storage.of(folder);
    List<TrialResult> results = trials.parallelStream().map(AtlasAgainTest::train).toList();
    try (var writer = ResultWriter.open(storage, Layout.STAGING + "/again")) {
      for (TrialResult result : results) {
        writer.write(TrialRow.of("atlas", result, Provenance.here()));
      }
      writer.commit(() -> true);
    }
    ResultStore store = ResultStore.of(storage);
    store.keepCells(store.trials().all().stream().map(StoredTrial::id).toList());
  }

  private static TrialResult train(PlannedTrial trial) {
    return TrialRunner.run(trial.spec(), TrialLimits.of(Duration.ofHours(1)), TrialListener.NONE);
  }

  /** What the study's statement says of some results: by settings, everything. */
  private static Map<List<Object>, Map<String, Object>> summary(Path results)
      throws IOException, SQLException {
    Path file = results.resolveSibling(results.getFileName() + ".parquet");
    Files.deleteIfExists(file);
    Run run =
        Run.of(
            "export",
            results.toString(),
            Files.readString(DATA.resolve("summary.sql")),
            file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    return rows(file);
  }

  private static Map<List<Object>, Map<String, Object>> rows(Path file) throws SQLException {
    var rows = new LinkedHashMap<List<Object>, Map<String, Object>>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                String.format(Locale.ROOT, "SELECT * FROM read_parquet('%s')", file))) {
      int last = found.findColumn(LAST_SETTING);
      while (found.next()) {
        var row = new LinkedHashMap<String, Object>();
        for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
          row.put(found.getMetaData().getColumnLabel(column), found.getObject(column));
        }
        rows.put(
            row.values().stream().limit(last).map(Objects::toString).collect(Collectors.toList()),
            row);
      }
    }
    return rows;
  }
}
