package org.espalier.task;

import java.util.Arrays;

/** Rows with one likely successor, as they are. */
final class NearDeterministicRows extends RowSampler {
  private final double determinism;
  private final double rest;
  private final int vocab;
  private final double[] logs; // [rows,S]

  NearDeterministicRows(double determinism, int vocab, int rows) {
    super(vocab);
    this.determinism = determinism;
    this.rest = (1 - determinism) / (vocab - 1);
    this.vocab = vocab;
    this.logs = new double[rows * vocab];
  }

  @Override
  void draw(double[][] rows, int lane, Xoshiro256 random) {
    for (int row = 0; row < logs.length; row += vocab) {
      int likely = random.nextInt(vocab);
      for (int s = 0; s < vocab; s++) {
        rows[row + s][lane] = s == likely ? determinism : rest;
      }
    }
  }

  @Override
  void exponentiate(double[][] rows) {
    // they are rows already
  }

  @Override
  double rescue(double[][] rows, int row, int lane) {
    throw new IllegalStateException("a near-deterministic row sums to 1");
  }

  @Override
  double[] logarithms(double[][] rows, int lane) {
    Arrays.setAll(logs, i -> StrictMath.log(rows[i][lane]));
    return logs;
  }
}
