package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairCorrelationTest {

  /** By hand: means 2 and 3; sums of squares 2 and 14, of products 5. */
  @Test
  void itIsPearsons() {
    var correlation = new PairCorrelation();
    correlation.add(1, 1);
    correlation.add(2, 2);
    correlation.add(3, 6);
    assertThat(correlation.value().getAsDouble()).isCloseTo(5 / Math.sqrt(28), within(1e-15));
  }

  @Test
  void aLineIsCorrelatedAltogetherFarFromZeroToo() {
    var up = new PairCorrelation();
    var down = new PairCorrelation();
    for (int i = 0; i < 1000; i++) {
      up.add(1e6 + i, 3 * i - 1e6);
      down.add(1e6 + i, -i);
    }
    assertThat(up.value().getAsDouble()).isCloseTo(1, within(1e-12));
    assertThat(down.value().getAsDouble()).isCloseTo(-1, within(1e-12));
  }

  @Test
  void whatDoesNotVaryIsNotCorrelated() {
    var correlation = new PairCorrelation();
    assertThat(correlation.value()).isEmpty();
    correlation.add(1, 2);
    correlation.add(1, 5);
    assertThat(correlation.value()).isEmpty();
  }
}
