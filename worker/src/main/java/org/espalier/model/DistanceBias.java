package org.espalier.model;

import java.util.Arrays;

/** A number for each distance: score_ij <- score_ij + b_{i-j}, learned or not. */
final class DistanceBias implements PositionTerm {
  private final ResidualLoops residualLoops;
  private final TransformerLoops loops;
  private final Matrix[] columns; // per i: b_i, b_{i-1}, .., b_0
  private final boolean isLearned;
  private final int at;
  private final Rows byDistance; // [T] derivatives by b, of each lane
  private final Sums sums; // [1,T]

  private DistanceBias(TileLoops loops, float[] numbers, int at, int length, boolean isLearned) {
    this.residualLoops = loops.residual();
    this.loops = loops.transformer();
    this.isLearned = isLearned;
    this.at = at;
    columns = new Matrix[length];
    Arrays.setAll(columns, i -> Matrix.upwards(numbers, at + i, i + 1));
    byDistance = Rows.of(new float[length * TileLoops.WIDTH], length);
    sums = Sums.allocate(1, length);
  }

  /** The numbers of a head (from 0) of a layer (from 1). */
  static DistanceBias learned(GptSpace space, int layer, int head) {
    int at = space.at("relative" + layer) + head * space.length();
    return new DistanceBias(space.loops(), space.parameters(), at, space.length(), true);
  }

  /** b_t = -slope t. */
  static DistanceBias fixed(TileLoops loops, double slope, int length) {
    float[] numbers = new float[length];
    for (int t = 0; t < length; t++) {
      numbers[t] = (float) (-slope * t);
    }
    return new DistanceBias(loops, numbers, 0, length, false);
  }

  @Override
  public void add(int i, Rows scores) {
    residualLoops.addColumn(columns[i], 0, scores);
  }

  @Override
  public void backward(int i, Rows scoreGradient) {
    if (isLearned) {
      loops.addReversed(scoreGradient, byDistance);
    }
  }

  @Override
  public void clearGradient() {
    byDistance.clear();
  }

  @Override
  public void writeGradient(float[] gradient) {
    if (isLearned) {
      sums.clear();
      residualLoops.addToRow(byDistance, sums, 0);
      sums.write(gradient, at);
    }
  }
}
