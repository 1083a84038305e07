package org.espalier.metric;

/** Ranks within a row: 1 for the largest value, equal values share the better rank. */
public final class Ranks {

  private Ranks() {}

  /**
   * 1 + the number of entries among the first {@code count} that are larger than entry {@code k};
   * every number is larger than NaN.
   */
  public static int descending(double[] row, int count, int k) {
    int rank = 1;
    for (int j = 0; j < count; j++) {
      if (row[j] > row[k] || (Double.isNaN(row[k]) && !Double.isNaN(row[j]))) {
        rank++;
      }
    }
    return rank;
  }

  /** Whether entry {@code k} is larger than every other among the first {@code count}. */
  public static boolean isLargest(double[] row, int count, int k) {
    for (int j = 0; j < count; j++) {
      if (j != k && !(row[k] > row[j])) {
        return false;
      }
    }
    return true;
  }
}
