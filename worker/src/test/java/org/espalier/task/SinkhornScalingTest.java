package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.espalier.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkhornScalingTest {

  private static final int MATRICES = 50;

  @ParameterizedTest
  @CsvSource({"3,1e-4", "3,0.01", "3,0.1", "3,1", "4,0.1", "10,0.01", "10,0.1", "10,30", "64,0.1"})
  void aMatrixIsScaledToRowsAndColumnsThatSumToOne(int vocab, double alpha) {
    var random = new Xoshiro256(Seeds.of("aMatrixIsScaled", 41));
    var scaling = new SinkhornScaling(vocab);
    double[] scaled = new double[vocab * vocab];
    for (int n = 0; n < MATRICES; n++) {
      double[] logs = logs(vocab, alpha, random);
      scaling.scale(logs, scaled);
      for (int i = 0; i < vocab; i++) {
        double row = 0;
        double column = 0;
        for (int j = 0; j < vocab; j++) {
          row += scaled[i * vocab + j];
          column += scaled[j * vocab + i];
        }
        assertThat(row).isCloseTo(1, within(1e-12));
        assertThat(column).isCloseTo(1, within(2 * SinkhornScaling.TOLERANCE));
      }
    }
  }

  /** ln pi_ij - ln X_ij is a sum of a term of the row and one of the column. */
  @ParameterizedTest
  @CsvSource({"3,0.1", "3,1", "7,0.3", "10,0.1"})
  void rowsAndColumnsAreOnlyMultipliedByNumbers(int vocab, double alpha) {
    var random = new Xoshiro256(Seeds.of("rowsAndColumnsAreOnlyMultiplied", 42));
    double[] scaled = new double[vocab * vocab];
    int compared = 0;
    for (int n = 0; n < MATRICES; n++) {
      double[] logs = logs(vocab, alpha, random);
      new SinkhornScaling(vocab).scale(logs, scaled);
      double[] factors = new double[scaled.length];
      Arrays.setAll(factors, e -> Math.log(scaled[e]) - logs[e]);
      for (int i = 1; i < vocab; i++) {
        for (int j = 1; j < vocab; j++) {
          double least =
              Math.min(
                  Math.min(scaled[0], scaled[j]),
                  Math.min(scaled[i * vocab], scaled[i * vocab + j]));
          if (least > 1e-290) {
            assertThat(factors[0] + factors[i * vocab + j])
                .isCloseTo(factors[j] + factors[i * vocab], within(1e-9));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(MATRICES);
  }

  /** Sinkhorn and Knopp's own iteration, for matrices on which it converges soon. */
  @ParameterizedTest
  @CsvSource({"3,2", "5,2", "10,3"})
  void theResultIsTheLimitOfNormalisingRowsAndColumnsInTurn(int vocab, double alpha) {
    var random = new Xoshiro256(Seeds.of("theResultIsTheLimit", 43));
    double[] scaled = new double[vocab * vocab];
    for (int n = 0; n < MATRICES; n++) {
      double[] logs = logs(vocab, alpha, random);
      new SinkhornScaling(vocab).scale(logs, scaled);
      assertThat(scaled).containsExactly(inTurn(logs, vocab), within(1e-8));
    }
  }

  /** The slow reference. */
  static double[] inTurn(double[] logs, int vocab) {
    double[] p = Arrays.stream(logs).map(Math::exp).toArray();
    double error = 1;
    for (int sweep = 0; sweep < 1_000_000 && error > 1e-12; sweep++) {
      error = 0;
      for (int j = 0; j < vocab; j++) {
        double sum = 0;
        for (int i = 0; i < vocab; i++) {
          sum += p[i * vocab + j];
        }
        error = Math.max(error, Math.abs(sum - 1));
        for (int i = 0; i < vocab; i++) {
          p[i * vocab + j] /= sum;
        }
      }
      for (int i = 0; i < vocab; i++) {
        double sum = 0;
        for (int j = 0; j < vocab; j++) {
          sum += p[i * vocab + j];
        }
        for (int j = 0; j < vocab; j++) {
          p[i * vocab + j] /= sum;
        }
      }
    }
    return p;
  }

  private static double[] logs(int vocab, double alpha, Xoshiro256 random) {
    LogGamma gamma = LogGamma.of(alpha);
    double[] logs = new double[vocab * vocab];
    Arrays.setAll(logs, e -> gamma.sample(random.next(), random));
    return logs;
  }
}
