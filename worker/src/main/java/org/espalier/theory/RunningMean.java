package org.espalier.theory;

/** Mean and standard error of a stream of numbers, by Welford's updates. */
final class RunningMean {

  private long count;
  private double mean;
  private double squares; // sum of squared differences from the mean

  void add(double value) {
    count++;
    double difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }

  double mean() {
    return mean;
  }

  /** Of the mean; needs two numbers. */
  double standardError() {
    return Math.sqrt(squares / (count - 1) / count);
  }
}
