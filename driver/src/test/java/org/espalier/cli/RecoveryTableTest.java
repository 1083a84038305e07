package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.query.TextTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecoveryTableTest {
  private static final TextTable TABLE =
      TextTable.of(
          List.of(
              "graph",
              "model",
              "task.alpha",
              "edge_accuracy",
              "n",
              "chance_edge_accuracy",
              "parent_attention_mean",
              "optimisation_gap",
              "architecture_gap"),
          List.of(row("0.1", "0.500 ± 0.100"), row("1", "0.700 ± 0.100")));

  private static List<String> row(String alpha, String accuracy) {
    return List.of(
        "random-tree",
        "disentangled [1, 1]",
        alpha,
        accuracy,
        "3",
        "0.300 ± 0.000",
        "0.400 ± 0.020",
        "0.100 ± 0.010",
        "0.020 ± 0.001");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 40, 60, 100, 1000})
  void theHeadlineAndItsNumberOfSeedsAreNeverLeftOut(int width) {
    List<String> lines = RecoveryTable.lines(TABLE, width);
    assertThat(lines).anyMatch(line -> line.matches(".*edge_accuracy +n.*"));
    assertThat(lines).anyMatch(line -> line.matches(".*0.500 ± 0.100 +3.*"));
    assertThat(lines).allMatch(line -> line.length() <= width);
  }

  @Test
  void whatIsTheSameInAllRowsStandsAbove() {
    assertThat(RecoveryTable.lines(TABLE, 100))
        .startsWith("the same in all rows: graph = random-tree, model = disentangled [1, 1]")
        .noneMatch(line -> line.startsWith("graph"));
  }
}
