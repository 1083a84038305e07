package org.espalier.theory;

/** Means and standard errors of the entries of a stream of matrices, by Welford's updates. */
final class RunningMeans {

  private final int size;
  private final double[][] mean;
  private final double[][] squares; // sums of squared differences from the mean
  private long count;

  /** For matrices of that many rows and columns. */
  RunningMeans(int size) {
    this.size = size;
    mean = new double[size][size];
    squares = new double[size][size];
  }

  void add(double[][] values) {
    count++;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double difference = values[i][j] - mean[i][j];
        mean[i][j] += difference / count;
        squares[i][j] += difference * (values[i][j] - mean[i][j]);
      }
    }
  }

  double[][] means() {
    return mean;
  }

  /** Of the means; needs two matrices. */
  double[][] standardErrors() {
    double[][] errors = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        errors[i][j] = Math.sqrt(squares[i][j] / (count - 1) / count);
      }
    }
    return errors;
  }
}
