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

  @Test
  void theLastColumnIsWrappedAndNothingIsCut() {
    TextTable table =
        TextTable.of(
            List.of("name", "meaning"),
            List.of(List.of("a", "one two three four five"), List.of("b", "six")));
    assertThat(table.wrapped(22))
        .containsExactly(
            "name  meaning",
            "────  ────────────────",
            "a     one two three",
            "      four five",
            "b     six");
  }

  @Test
  void aWordThatIsTooLongIsBrokenWithinItself() {
    TextTable table = TextTable.of(List.of("m"), List.of(List.of("x".repeat(40) + " y")));
    assertThat(table.wrapped(20)).contains("x".repeat(20)).endsWith("y");
  }

  @Test
  void aTableOnItsSideHasALineForEachColumn() {
    assertThat(WIDE.vertical())
        .containsExactly(
            "── row 1 ──",
            "alpha  a",
            "beta   1",
            "gamma  2.5",
            "delta  x",
            "── row 2 ──",
            "alpha  bb",
            "beta   10",
            "gamma",
            "delta  y");
  }

  @Test
  void columnsWithOneValueInAllRowsStandAboveTheOthers() {
    TextTable.Varying varying =
        TextTable.of(
                List.of("k", "v", "none", "w"),
                List.of(List.of("1", "a", "", "5"), List.of("1", "b", "", "6")))
            .varying();
    assertThat(varying.table().columns()).containsExactly("v", "w");
    assertThat(varying.notes(80))
        .containsExactly("the same in all rows: k = 1", "without a value in any row: 1 column");
  }

  @Test
  void aTableOfOneRowStaysWhole() {
    TextTable one = TextTable.of(List.of("a", "b"), List.of(List.of("1", "")));
    assertThat(one.varying().table()).isEqualTo(one);
    assertThat(one.varying().notes(80)).isEmpty();
  }

  @Test
  void charactersThatTakeTwoColumnsAreCountedAsTwo() {
    TextTable table =
        TextTable.of(List.of("名前", "n"), List.of(List.of("木", "1"), List.of("e\u0301", "2")));
    assertThat(table.lines()).containsExactly("名前  n", "────  ─", "木    1", "e\u0301     2");
    assertThat(TextTable.of(List.of("名前名前"), List.of()).lines(5)).contains("名前…");
  }
}
