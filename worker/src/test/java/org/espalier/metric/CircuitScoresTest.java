package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.espalier.metric.CircuitScores.Query;
import org.junit.jupiter.api.Test;

class CircuitScoresTest {

  private static final int S = 3;
  private static final int T = 4;
  private static final int D = S + T;

  /** The paper's construction for a chain, with one head in each layer. */
  @Test
  void theConstructionOfThePaperScoresOne() {
    double[][] a1 = new double[D][D];
    for (int i = 1; i < T; i++) {
      a1[S + i][S + i - 1] = 50;
    }
    double[][] a2 = new double[2 * D][2 * D];
    double[][] w = new double[4 * D][S];
    for (int s = 0; s < S; s++) {
      a2[s][D + s] = 20;
      w[2 * D + s][s] = 5;
    }
    var scores =
        CircuitScores.ofDisentangled(new double[][][][] {{a1}, {a2}}, w, S, T, Query.LAST_TOKEN);
    assertThat(scores.positionShare()).isEqualTo(1);
    assertThat(scores.tokens().alignment()).isCloseTo(1, within(1e-12));
    assertThat(scores.tokens().rowShare()).isEqualTo(1);
    assertThat(scores.copy().alignment()).isCloseTo(1, within(1e-12));
    assertThat(scores.copy().rowShare()).isEqualTo(1);
  }

  @Test
  void theShareOfThePositionBlockIsOneOfSquaresBeforeTheMask() {
    double[][] a1 = new double[D][D];
    a1[S + 2][S + 1] = 3; // position on position
    a1[S + 1][S + 2] = 100; // behind the mask
    a1[0][1] = -2; // token on token
    a1[0][S + 3] = 1; // token on position
    a1[S + 3][2] = 2; // position on token
    var scores =
        CircuitScores.ofDisentangled(
            new double[][][][] {{a1}}, new double[2 * D][S], S, T, Query.LAST_TOKEN);
    assertThat(scores.positionShare()).isEqualTo(.5);
    assertThat(scores.tokens().alignment()).isNaN();
  }

  @Test
  void zeroParametersHaveNoCircuit() {
    var scores =
        CircuitScores.ofDisentangled(
            new double[][][][] {{new double[D][D]}, {new double[2 * D][2 * D]}},
            new double[4 * D][S],
            S,
            T,
            Query.LAST_TOKEN);
    assertThat(scores.positionShare()).isNaN();
    assertThat(scores.tokens().alignment()).isNaN();
    assertThat(scores.tokens().rowShare()).isNaN();
    assertThat(scores.copy().rowShare()).isNaN();
  }

  /** Two parents: head g copies one of them, and layer 2 compares the copies head by head. */
  @Test
  void severalHeadsCompareWhatEachOfThemCopied() {
    double[][] zero = new double[D][D];
    double[][] a2 = new double[3 * D][3 * D];
    double[][] w = new double[6 * D][S];
    for (int s = 0; s < S; s++) {
      a2[D + s][D + s] = 7;
      a2[2 * D + s][2 * D + s] = 9;
      w[3 * D + s][s] = 5;
    }
    double[][][][] attention = {{zero, zero}, {a2}};
    var copied = CircuitScores.ofDisentangled(attention, w, S, T, Query.COPIED_TOKENS);
    assertThat(copied.tokens().alignment()).isCloseTo(1, within(1e-12));
    assertThat(copied.copy().alignment()).isCloseTo(1, within(1e-12));
    var last = CircuitScores.ofDisentangled(attention, w, S, T, Query.LAST_TOKEN);
    assertThat(last.tokens().alignment()).isNaN();
  }

  /** The heads have swapped their parts at the last position. */
  @Test
  void theHeadsThatCopyTheQueryMayBeOthersThanThoseThatCopyTheKeys() {
    double[][] zero = new double[D][D];
    double[][] a2 = new double[3 * D][3 * D];
    for (int s = 0; s < S; s++) {
      a2[D + s][2 * D + s] = 7;
      a2[2 * D + s][D + s] = 9;
      a2[D + s][D + (s + 1) % S] = 3;
    }
    double[][][][] attention = {{zero, zero}, {a2}};
    var scores =
        CircuitScores.ofDisentangled(attention, new double[6 * D][S], S, T, Query.COPIED_TOKENS);
    assertThat(scores.tokens().alignment()).isCloseTo(1, within(1e-12));
  }

  /**
   * Of two parents one is the last token itself: the head that copies it elsewhere meets it there.
   */
  @Test
  void aParentAtTheLastPositionIsComparedByItsOwnToken() {
    double[][] zero = new double[D][D];
    double[][] a2 = new double[3 * D][3 * D];
    for (int s = 0; s < S; s++) {
      a2[s][D + s] = 7;
      a2[2 * D + s][2 * D + s] = 9;
      a2[D + s][D + (s + 1) % S] = 6;
    }
    double[][][][] attention = {{zero, zero}, {a2}};
    double[][] w = new double[6 * D][S];
    var own = CircuitScores.ofDisentangled(attention, w, S, T, Query.LAST_AND_COPIED_TOKENS);
    assertThat(own.tokens().alignment()).isCloseTo(1, within(1e-12));
    assertThat(own.tokens().rowShare()).isEqualTo(1);
    var copied = CircuitScores.ofDisentangled(attention, w, S, T, Query.COPIED_TOKENS);
    assertThat(copied.tokens().alignment()).isLessThan(.9);
  }

  @Test
  void aConstantForEachRowChangesNothingAndScaleNeither() {
    var random = new Random(6);
    double[][] block = new double[S][S];
    double[][] moved = new double[S][S];
    for (int r = 0; r < S; r++) {
      double shift = random.nextGaussian();
      for (int c = 0; c < S; c++) {
        block[r][c] = random.nextGaussian();
        moved[r][c] = 3 * block[r][c] + shift;
      }
    }
    var query = Query.LAST_TOKEN;
    double alignment = CircuitScores.ofReduced(block, S, query).tokens().alignment();
    assertThat(alignment).isBetween(-1.0, 1.0);
    assertThat(CircuitScores.ofReduced(moved, S, query).tokens().alignment())
        .isCloseTo(alignment, within(1e-12));
  }

  @Test
  void tokenBlocksOfTheReducedModelArePairedOneToOneWhereTokensWereCopied() {
    double[][] a2 = new double[2 * S][2 * S];
    for (int s = 0; s < S; s++) {
      a2[s][S + s] = 5; // the last token with what head 2 copied
      a2[S + s][s] = 5; // what head 1 copied to the last position with its other copies
      a2[s][s == 0 ? 1 : 0] = 3;
    }
    assertThat(CircuitScores.ofReduced(a2, S, Query.COPIED_TOKENS).tokens().alignment())
        .isCloseTo(1, within(1e-12));
    assertThat(CircuitScores.ofReduced(a2, S, Query.LAST_TOKEN).tokens().alignment())
        .isLessThan(.9);
  }

  @Test
  void handComputedDiagonality() {
    // centred rows: (1, -1), (-2, 2)
    var flipped = Diagonality.of(new double[][] {{3, 1}, {0, 4}});
    assertThat(flipped.alignment()).isCloseTo(3 / Math.sqrt(10), within(1e-12));
    assertThat(flipped.rowShare()).isEqualTo(1);
    assertThat(Diagonality.of(new double[][] {{0, 1}, {1, 0}}).alignment())
        .isCloseTo(-1, within(1e-12));
    // a silent block does not count; one of norm 2 on the diagonal beside one of norm 2 off it does
    double[][] silent = {{5, 5}, {1, 1}};
    double[][] diagonal = {{2, 0}, {0, 2}};
    double[][] off = {{0, 2}, {2, 0}};
    assertThat(Diagonality.of(diagonal, silent).alignment()).isCloseTo(1, within(1e-12));
    assertThat(Diagonality.of(diagonal, off).alignment()).isCloseTo(0, within(1e-12));
    assertThat(Diagonality.of(diagonal, off).rowShare()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void matricesThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                CircuitScores.ofDisentangled(
                    new double[][][][] {{new double[D][D]}},
                    new double[D][S],
                    S,
                    T,
                    Query.LAST_TOKEN))
        .hasMessage("a matrix of 7 x 3, expected 14 x 3");
  }
}
