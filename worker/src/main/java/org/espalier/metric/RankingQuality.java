package org.espalier.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How well a score separates positive candidates from negative ones, whatever the threshold.
 *
 * @param auroc area under the receiver operating characteristic: the probability that a random
 *     positive scores above a random negative, ties counting one half (Mann and Whitney); NaN
 *     without both kinds
 * @param averagePrecision sum over the distinct scores, falling, of (recall here - recall before)
 *     times the precision of "at least this score"; equal scores enter together; NaN without
 *     positives
 * @param prevalence share of positives: the average precision that a score without information is
 *     expected to have; NaN without candidates
 */
public record RankingQuality(double auroc, double averagePrecision, double prevalence) {

  /**
   * Judges scores. Both areas are NaN if a score is.
   *
   * @param scores [n] larger: more likely positive
   * @param positive [n]
   * @throws IllegalArgumentException if the lengths differ
   */
  public static RankingQuality of(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d scores of %d candidates", scores.length, positive.length));
    }
    int n = scores.length;
    int positives = (int) IntStream.range(0, n).filter(k -> positive[k]).count();
    double prevalence = (double) positives / n;
    if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
      return new RankingQuality(Double.NaN, Double.NaN, prevalence);
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> scores[k]).reversed())
            .mapToInt(k -> k)
            .toArray();
    double wins = 0; // pairs (positive, negative) in the right order
    double precisions = 0;
    int above = 0; // positives before the group of equal scores
    for (int start = 0; start < n; ) {
      int end = start;
      int inGroup = 0;
      // -0.0 and 0.0 are one score
      while (end < n && scores[order[end]] == scores[order[start]]) {
        inGroup += positive[order[end]] ? 1 : 0;
        end++;
      }
      int negatives = end - start - inGroup;
      wins += negatives * (above + 0.5 * inGroup);
      above += inGroup;
      precisions += inGroup * ((double) above / end);
      start = end;
    }
    double pairs = (double) positives * (n - positives);
    return new RankingQuality(wins / pairs, precisions / positives, prevalence);
  }
}
