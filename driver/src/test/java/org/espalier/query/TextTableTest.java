package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTableTest {
  private static final TextTable WIDE =
      TextTable.of(
          List.of("alpha", "beta", "gamma", "delta"),
          List.of(List.of("a", "1", "2.5", "x"), List.of("bb", "10", "", "y")));

  @Test
  void numbersStandToTheRight() {
    assertThat(WIDE.lines())
        .containsExactly(
            "alpha  beta  gamma  delta",
            "─────  ────  ─────  ─────",
            "a         1    2.5  x",
            "bb       10         y");
  }

  @Test
  void columnsThatDoNotFitAreLeftOutFromTheMiddle() {
    assertThat(WIDE.lines(20).get(0)).isEqualTo("alpha  …  delta");
    assertThat(WIDE.cutNote(20)).contains("2 of 4 columns shown");
    assertThat(WIDE.cutNote(80)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 24, 25, 40})
  void noLineIsWiderThanTheScreen(int width) {
    assertThat(WIDE.lines(width))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
  }

  @Test
  void aLongLastColumnIsCut() {
    TextTable table =
        TextTable.of(List.of("name", "meaning"), List.of(List.of("a", "b c d e f g")));
    assertThat(table.lines(12)).containsExactly("name  meani…", "────  ─────…", "a     b c d…");
  }

  @Test
  void dataCannotMoveTheCursorOrForgeALine() {
    TextTable table = TextTable.of(List.of("m"), List.of(List.of("a\nb\u001b[2J")));
    assertThat(table.lines().get(2)).isEqualTo("a\\nb\\u001b[2J");
  }
}
