package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.Seeds;
import org.junit.jupiter.api.Test;

class FastExpTest {

  @Test
  void agreesWithTheLibraryToAFewRoundings() {
    var random = Seeds.random(Seeds.of("agreesWithTheLibrary", 5));
    for (int n = 0; n < 1_000_000; n++) {
      double x = (n % 2 == 0 ? 1400 : 4) * (random.nextDouble() - 0.5);
      double expected = StrictMath.exp(x);
      assertThat(Math.abs(FastExp.exp(x) - expected))
          .isLessThanOrEqualTo(3e-16 * (2 + Math.abs(x)) * expected);
    }
    assertThat(FastExp.exp(0)).isEqualTo(1);
    assertThat(FastExp.exp(FastExp.LOWEST)).isGreaterThan(0);
  }
}
