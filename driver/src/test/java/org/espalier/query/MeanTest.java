package org.espalier.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MeanTest {

  @Test
  void theErrorIsTheSampleDeviationOverTheRootOfN() {
    // squares about the mean 2.5: 2.25 + .25 + .25 + 2.25 = 5; sqrt(5 / 3 / 4) = .6455
    assertThat(Mean.of(List.of(1.0, 2.0, 3.0, 4.0))).hasToString("2.500 ± 0.645");
  }

  @Test
  void oneValueHasNoErrorAndNaNIsNoValue() {
    assertThat(Mean.of(List.of(0.5, Double.NaN))).hasToString("0.500");
    assertThat(Mean.of(List.of(Double.NaN))).hasToString("");
  }
}
