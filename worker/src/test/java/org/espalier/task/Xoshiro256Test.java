package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;

class Xoshiro256Test {

  @Test
  void wordsAreThoseOfTheLibrarysGeneratorSeededBySplitMix() {
    for (long seed : new long[] {0, 1, -1, Seeds.of("wordsAreThoseOfTheLibrarys", 123456789)}) {
      var mix = new SplitMix64(seed);
      var expected = new XoShiRo256PlusPlus(mix.next(), mix.next(), mix.next(), mix.next());
      var random = new Xoshiro256(seed);
      long[] filled = new long[7];
      double[] spread = new double[5];
      for (int n = 0; n < 100; n++) {
        assertThat(random.next()).isEqualTo(expected.next());
        random.fill(filled, 7);
        for (long word : filled) {
          assertThat(word).isEqualTo(expected.next());
        }
        random.fillPositive(spread, 1, 3, 2);
        assertThat(spread[1]).isEqualTo(Xoshiro256.toPositive(expected.next()));
        assertThat(spread[4]).isEqualTo(Xoshiro256.toPositive(expected.next()));
      }
    }
  }

  @Test
  void numbersOfWordsCoverTheirRanges() {
    assertThat(Xoshiro256.toPositive(0)).isEqualTo(0x1.0p-53);
    assertThat(Xoshiro256.toPositive(-1)).isEqualTo(1);
    assertThat(Xoshiro256.toInt(0, 7)).isZero();
    assertThat(Xoshiro256.toInt(-1, 7)).isEqualTo(6);
    long[] counts = new long[7];
    var random = new Xoshiro256(Seeds.of("numbersOfWords", 81));
    for (int n = 0; n < 70_000; n++) {
      counts[random.nextInt(7)]++;
    }
    double seventh = 1 / 7.0;
    Statistics.assertCounts(
        counts, new double[] {seventh, seventh, seventh, seventh, seventh, seventh, seventh});
  }
}
