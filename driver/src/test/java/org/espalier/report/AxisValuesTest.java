package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisValuesTest {

  @Test
  void listsComeByTheirLengthThenByTheirNumbers() {
    assertThat(
            List.of("[2, 1, 1]", "[10, 1]", "[1, 1, 1]", "[2]", "[1, 2]", "[2, 1]", "[]", "-")
                .stream()
                .sorted(AxisValues.order(false)))
        .containsExactly("-", "[]", "[2]", "[1, 2]", "[2, 1]", "[10, 1]", "[1, 1, 1]", "[2, 1, 1]");
  }

  @Test
  void structuresAreItemsOfAList() {
    String one = "[{ family = lag, k = 3 }]";
    String two = "[{ family = branching, k = 2 }, { family = lag, k = 3 }]";
    assertThat(List.of(two, one).stream().sorted(AxisValues.order(false)))
        .containsExactly(one, two);
    assertThat(AxisValues.names(false, List.of(one, two, "[1, 2, 3]")))
        .containsExactly("[lag(k=3)]", "[branching(k=2), lag(k=3)]", "[1, 2, 3]");
    assertThat(AxisValues.names(false, List.of("[{ family = random-tree }, 2]")))
        .containsExactly("[random-tree, 2]");
  }

  @Test
  void otherTextsComeInTheirOrderUnchanged() {
    List<String> texts = List.of("random-tree", "chain", "-", "lag");
    assertThat(texts.stream().sorted(AxisValues.order(false)))
        .containsExactly("-", "chain", "lag", "random-tree");
    assertThat(AxisValues.names(false, texts)).isEqualTo(texts);
  }

  @Test
  void numbersComeBySizeWithAsManyDigitsAsTellThemApart() {
    assertThat(List.of("1E-5", "10", "9", "-", "0.5").stream().sorted(AxisValues.order(true)))
        .containsExactly("-", "1E-5", "0.5", "9", "10");
    assertThat(
            AxisValues.names(
                true, List.of("-", "0.0795270728767", "0.316227766017", "5", "16384", "123456.5")))
        .containsExactly("-", "0.07953", "0.3162", "5", "16384", "123456");
    assertThat(AxisValues.names(true, List.of("0.123451", "0.123452", "1E-12")))
        .containsExactly("0.123451", "0.123452", "1E-12");
  }
}
