package org.espalier.task;

/**
 * Independent rows with one likely successor, which is drawn by its posterior probability. One
 * stream: equal seeds and counts draw equal rows.
 */
final class NearDeterministicPosterior implements MatrixPosterior {

  private final TransitionPrior.NearDeterministic prior;
  private final double rest;
  private final int lanes;
  private final Xoshiro256 random;
  private final double[] mean; // [S]

  NearDeterministicPosterior(
      TransitionPrior.NearDeterministic prior, int vocab, int lanes, long seed) {
    this.prior = prior;
    this.rest = (1 - prior.determinism()) / (vocab - 1);
    this.lanes = lanes;
    random = new Xoshiro256(seed);
    mean = new double[vocab];
  }

  @Override
  public void draw(int[] counts, double[][] pi) {
    for (int from = 0; from < pi.length; from += mean.length) {
      prior.posteriorMean(counts, from / mean.length, mean);
      for (int lane = 0; lane < lanes; lane++) {
        int likely = likely();
        for (int s = 0; s < mean.length; s++) {
          pi[from + s][lane] = s == likely ? prior.determinism() : rest;
        }
      }
    }
  }

  /** Its posterior probability is what the mean of the row gives away. */
  private int likely() {
    double u = random.nextPositive() * (prior.determinism() - rest);
    int likely = 0;
    for (u -= mean[0] - rest; u > 0 && likely < mean.length - 1; u -= mean[likely] - rest) {
      likely++;
    }
    return likely;
  }
}
