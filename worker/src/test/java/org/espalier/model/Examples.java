package org.espalier.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.espalier.task.SequenceBatch;

/** Batches and parameters to compare engines on. */
final class Examples {

  private Examples() {}

  /** Both implementations of the inner loops, where there are two. */
  static Stream<TileLoops> loops() {
    return Stream.of(new ScalarTileLoops(), FastestLoops.fastest()).distinct();
  }

  /** Uniform tokens, and targets that are uniform numbers over their sum. */
  static SequenceBatch batch(int size, int length, int vocab, long seed) {
    var random = new SplittableRandom(seed);
    var batch = SequenceBatch.allocate(size, length, vocab);
    for (int i = 0; i < batch.tokens().length; i++) {
      batch.tokens()[i] = random.nextInt(vocab);
    }
    for (int b = 0; b < size; b++) {
      float sum = 0;
      for (int s = 0; s < vocab; s++) {
        float u = (float) random.nextDouble();
        batch.targets()[s * size + b] = u;
        sum += u;
      }
      for (int s = 0; s < vocab; s++) {
        batch.targets()[s * size + b] /= sum;
      }
    }
    return batch;
  }

  /**
   * Uniform tokens, and targets at the last position or at all of them: uniform numbers whose sum
   * is 1 in the mean only.
   */
  static SequenceBatch batch(int size, int length, int vocab, LossPositions loss) {
    var batch =
        loss == LossPositions.ALL
            ? SequenceBatch.allocateWithAllTargets(size, length, vocab)
            : SequenceBatch.allocate(size, length, vocab);
    var random = new SplittableRandom(size * 31L + length);
    for (int i = 0; i < batch.tokens().length; i++) {
      batch.tokens()[i] = random.nextInt(vocab);
    }
    for (int i = 0; i < batch.targets().length; i++) {
      batch.targets()[i] = (float) (2 * random.nextDouble() / vocab);
    }
    return batch;
  }

  /** The batch that holds sequence {@code b} alone. */
  static SequenceBatch single(SequenceBatch batch, int b) {
    var single = SequenceBatch.allocate(1, batch.length(), batch.vocab());
    for (int i = 0; i < batch.length(); i++) {
      single.tokens()[i] = batch.token(b, i);
    }
    for (int s = 0; s < batch.vocab(); s++) {
      single.targets()[s] = batch.target(b, s);
    }
    return single;
  }

  /** Independent normal numbers. */
  static double[] normals(int n, double deviation, long seed) {
    var random = new SplittableRandom(seed);
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      numbers[i] = deviation * radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
    return numbers;
  }

  /** The nearest floats. */
  static float[] floats(double[] x) {
    float[] floats = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      floats[i] = (float) x[i];
    }
    return floats;
  }

  /** The same numbers. */
  static double[] doubles(float[] x) {
    double[] doubles = new double[x.length];
    Arrays.setAll(doubles, i -> x[i]);
    return doubles;
  }
}
