package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.Documents;
import org.espalier.Documents.Block;
import org.espalier.execution.SharedSpark;
import org.espalier.query.SmallStore;
import org.espalier.query.Statements;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command and every statement in the documents, as it stands there. Those that take long are
 * only parsed; results are those of a small store.
 */
final class DocumentedCommandsTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final Pattern NAME = Pattern.compile("^name = (\\w+)");

  @TempDir private static Path folder;
  private static Path store;

  @BeforeAll
  static void writeStore() throws IOException {
    SharedSpark.session();
    store = folder.resolve("results");
    SmallStore.write(store);
    Files.writeString(folder.resolve("questions.sql"), "SELECT 1; SELECT 2");
    Files.writeString(
        folder.resolve("question.sql"), "-- of all\nSELECT count(*) AS trials FROM trials");
    for (Block sweep : Documents.blocks("hocon")) {
      Matcher name = NAME.matcher(sweep.text());
      if (name.find()) {
        Files.writeString(folder.resolve(name.group(1) + ".conf"), sweep.text());
      }
    }
  }

  /** What stands behind {@code bin/espalier} in indented lines and in prose. */
  static List<String> commands() {
    Stream<String> inline =
        Documents.inlineCode().stream()
            // neither a row of the table of commands nor the bare name of one
            .filter(code -> !code.contains("\\|") && !code.matches("bin/espalier [a-z]+"));
    return Stream.concat(Documents.commandLines().stream(), inline)
        // variables of the environment
        .map(line -> line.replaceAll("^([A-Z_]+=\\S+ )+", ""))
        .filter(line -> line.startsWith("bin/espalier "))
        .map(line -> line.substring("bin/espalier ".length()))
        .filter(line -> !line.startsWith("--rebuild"))
        // what it does stands behind it, after a gap
        .map(line -> line.replaceAll("\\s{2,}\\S.*$", "").replaceAll("\\s+>.*$", ""))
        // a variable of the shell that holds overrides
        .map(line -> line.replace(" \"${small[@]}\"", ""))
        .distinct()
        .toList();
  }

  static List<String> quickCommands() {
    return commands().stream()
        .filter(c -> c.matches("(plan|config|completion|sql|export|status|compare|report) .*"))
        .filter(c -> !c.contains("--master") && !c.matches("sql \\S+"))
        .filter(c -> !c.contains("--live")) // it serves until it is interrupted
        .filter(c -> !c.startsWith("status") || c.contains("results"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsUnderstood(String command) {
    assertThatCode(() -> Espalier.commandLine().parseArgs(words(command)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("quickCommands")
  void everyQuickCommandRuns(String command) {
    Run run =
        Run.of(Stream.of(words(command)).map(DocumentedCommandsTest::here).toArray(String[]::new));
    assertThat(run.err()).doesNotContain("espalier:");
    assertThat(run.code()).isZero();
  }

  static List<String> sparkStatements() {
    return Documents.blocks("sql").stream()
        .filter(b -> !"atlas".equals(b.note())) // AtlasTest asks them of the atlas
        .map(Block::text)
        .filter(b -> !b.startsWith("-- duckdb"))
        .flatMap(b -> Statements.of(b).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sparkStatements")
  void everyStatementRuns(String statement) {
    Run run = Run.of("sql", store.toString(), statement);
    assertThat(run.err()).doesNotContain("espalier:");
    assertThat(run.out().lines()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void duckDbReadsTheTablesAsWritten() throws Exception {
    var results = new ArrayList<List<String>>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement run = duck.createStatement()) {
      for (String block : blocks("sql")) {
        if (block.startsWith("-- duckdb")) {
          for (String statement : Statements.of(block)) {
            try (ResultSet rows = run.executeQuery(here(statement))) {
              var found = new ArrayList<String>();
              while (rows.next()) {
                found.add(rows.getString(1));
              }
              results.add(found);
            }
          }
        }
      }
    }
    assertThat(results).hasSize(2);
    assertThat(results.get(0)).containsExactlyInAnyOrder("chain", "star");
    assertThat(results.get(1)).isNotEmpty();
  }

  private static List<String> blocks(String language) {
    return Documents.blocks(language).stream().map(Block::text).toList();
  }

  private static String[] words(String command) {
    return WORD.matcher(command).results().map(DocumentedCommandsTest::word).toArray(String[]::new);
  }

  private static String word(MatchResult match) {
    return Stream.of(match.group(1), match.group(2), match.group(3))
        .filter(text -> text != null)
        .findFirst()
        .orElseThrow();
  }

  /** A path of the repository as seen from this module; results are the small store's. */
  private static String here(String text) {
    return text.replaceAll("results/[a-z0-9-]+", store.toString())
        .replaceAll("^(sweeps/|conf/)", "../$1")
        .replaceAll("^([a-z]+\\.(sql|conf|csv|parquet|json|html))$", folder + "/$1");
  }
}
