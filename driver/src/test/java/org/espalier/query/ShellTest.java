package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.espalier.execution.SharedSpark;
import org.espalier.plan.ResultStore;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person types at the prompt, and what he sees. */
final class ShellTest {
  /** Would run for hours on the two cores of the tests' session. */
  private static final String ENDLESS =
      "SELECT sum(sin(a.id * b.id)) AS never FROM range(10000000) a CROSS JOIN range(10000000) b;\n";

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static Queries queries;

  @BeforeAll
  static void openStore() throws IOException {
    SmallStore.write(folder.resolve("store"));
    spark = SharedSpark.session().newSession();
    queries =
        Queries.of(
            ResultViews.register(
                spark,
                List.of(ResultStore.open(folder.resolve("store").toString(), Map.of())),
                List.of("graph.family"),
                view -> true,
                ResultViews.Scope.TABLES_ALL));
  }

  @Test
  @Timeout(120) // else the statement would keep the tests for hours
  void interruptingAStatementCancelsItAndThePromptStays() throws IOException {
    Terminal terminal = terminal(ENDLESS + "SELECT 'still ' || 'here' AS said;\n");
    var interrupts = new AtomicInteger();
    var interrupting =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            if (interrupts.getAndIncrement() == 0) {
              terminal.raise(Terminal.Signal.INT);
            }
          }
        };
    spark.sparkContext().addSparkListener(interrupting);
    try {
      assertThat(shown(terminal)).contains("cancelled").contains("still here");
    } finally {
      spark.sparkContext().removeSparkListener(interrupting);
    }
    assertThat(interrupts.get()).isPositive();
  }

  @Test
  void whoeverIsUsedToAnotherPromptCanLeaveThisOne() throws IOException {
    for (String leave : List.of("exit", "quit;", "EXIT", ".exit", "\\q")) {
      assertThat(shown(terminal(leave + "\nSELECT 'not ' || 'reached';\n")))
          .doesNotContain("not reached")
          .doesNotContain("...>");
    }
  }

  @Test
  void meaningsOfColumnsAreWrappedAndNotCut() throws IOException {
    String schema = shown(terminal(".schema trials\n"));
    assertThat(schema).doesNotContain("…");
    assertThat(schema.replaceAll("\\s+", " "))
        .contains("Share of identifiable edges whose parent has the single largest attention");
    assertThat(schema.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
  }

  @Test
  void aWideRowCanBeReadOnItsSideAndWithoutWhatIsConstant() throws IOException {
    String all =
        shown(
            terminal(
                ".mode vertical\n.varying on\nSELECT * FROM trials WHERE task_vocab = 2 ORDER BY seed;\n"));
    assertThat(all)
        .contains("the same in all rows: ")
        .contains("task_vocab = 2")
        .containsPattern("columns\\R── row 1 ──\\R")
        .containsPattern("\\Rseed +0\\R")
        .doesNotContainPattern("\\Rtask_vocab +2");
  }

  /** A table shows six digits. */
  @Test
  void whatDiffersInALaterDigitIsNotCalledTheSame() throws IOException {
    String all =
        shown(
            terminal(
                ".varying on\nSELECT * FROM VALUES (0.50000001D, 3), (0.50000002D, 3) AS t(near, other);\n"));
    assertThat(all).contains("the same in all rows: other = 3").containsPattern("\\R *near\\R");
  }

  @Test
  void namesKeepTheirCaseAndSwitchesHaveNone() throws IOException {
    String said =
        shown(terminal(".schema `Noise`.Summary\n.VARYING on\n.varying ON\n.timing Off\n"));
    assertThat(said).contains("`Noise`.`Summary`").contains("no command .VARYING");
    assertThat(said).doesNotContain(".varying on or off").doesNotContain(".timing on or off");
  }

  @Test
  void aSwitchThatIsNeitherOnNorOffStaysAsItIs() throws IOException {
    String said =
        shown(
            terminal(
                """
                .timing off
                .varying bananas
                .timing bananas
                SELECT seed, 1 AS one FROM trials LIMIT 2;
                """));
    assertThat(said).contains(".varying on or off", ".timing on or off");
    assertThat(said).doesNotContain("the same in all rows").doesNotContain("rows in ");
  }

  @Test
  void aHistoryThatCannotBeKeptIsNoReasonNotToAsk() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path history = file.resolve("below").resolve("history");
    assertThat(shown(terminal("SELECT 40 + 2 AS answer;\n"), history)).contains("42");
  }

  private static String shown(Terminal terminal) throws IOException {
    return shown(terminal, folder.resolve("history"));
  }

  private static String shown(Terminal terminal, Path history) throws IOException {
    Shell.run(queries, terminal, history);
    return ((ByteArrayOutputStream) terminal.output()).toString(StandardCharsets.UTF_8);
  }

  /** A terminal on which somebody types. */
  private static Terminal terminal(String typed) throws IOException {
    var screen = new ByteArrayOutputStream();
    InputStream keys = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
    var terminal = new DumbTerminal("test", "dumb", keys, screen, StandardCharsets.UTF_8);
    terminal.setSize(new Size(80, 24));
    return terminal;
  }
}
