package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionLoopsTest {

  @Test
  void vectorApiIsUsedWhereJavaHasIt() {
    assertThat(TransitionLoops.fastest().getClass().getSimpleName())
        .isEqualTo("VectorTransitionLoops");
  }

  @ParameterizedTest
  @CsvSource({"2,0.1", "3,0.1", "3,0.01", "4,1", "5,0.1", "10,0.1", "12,0.3", "13,1", "33,0.1"})
  void bothImplementationsGiveTheSameDistributionsAndSymbolsBitForBit(int vocab, double alpha) {
    long seed = Seeds.of("bothImplementations", 41);
    Drawn plain = draw(vocab, alpha, seed, new ScalarTransitionLoops());
    Drawn fastest = draw(vocab, alpha, seed, TransitionLoops.fastest());
    assertThat(fastest.distributions).isEqualTo(plain.distributions);
    assertThat(fastest.symbols).isEqualTo(plain.symbols);
    assertThat(plain.symbols).contains(0, vocab - 1);
  }

  private record Drawn(double[] distributions, int[] symbols) {}

  /**
   * Three blocks of distributions, the last one half filled, and ten symbols after one another of
   * each.
   */
  private static Drawn draw(int vocab, double alpha, long seed, TransitionLoops lanes) {
    var random = new Xoshiro256(seed);
    var tile = new TransitionTile(new TransitionPrior.Dirichlet(alpha), vocab, lanes);
    int size = tile.lanes();
    double[] distributions = new double[3 * size * vocab * (vocab + 1)];
    int[] symbols = new int[3 * 10 * size];
    int at = 0;
    for (int b = 0; b < 3; b++) {
      int filled = b < 2 ? size : size / 2 - 1;
      for (int lane = 0; lane < filled; lane++) {
        tile.draw(lane, random);
      }
      tile.complete(filled);
      for (int lane = 0; lane < filled; lane++) {
        for (int row = 0; row <= vocab; row++) {
          for (int s = 0; s < vocab; s++) {
            distributions[at++] = tile.probability(row, s, lane);
          }
        }
      }
      int[] tokens = new int[11 * size];
      Arrays.fill(tokens, 0, size, vocab);
      double[] u = new double[10 * size];
      for (int i = 0; i < u.length; i++) {
        u[i] = random.nextPositive();
      }
      for (int i = 0; i < 10; i++) {
        tile.draw(
            new Symbols(tokens, i * size),
            new Uniforms(u, i * size),
            new Symbols(tokens, (i + 1) * size),
            filled);
        System.arraycopy(tokens, (i + 1) * size, symbols, (b * 10 + i) * size, filled);
      }
    }
    return new Drawn(distributions, symbols);
  }
}
