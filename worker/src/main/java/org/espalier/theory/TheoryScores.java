package org.espalier.theory;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import org.espalier.graph.CausalGraph;
import org.espalier.metric.EdgeScope;
import org.espalier.metric.Ranks;

/**
 * What is known of the graph before any training: a gradient of the first layer beside the mutual
 * informations. Candidates of position i are 0..i, as for attention; a gradient speaks for a
 * candidate by being negative there, for descent then raises its attention.
 *
 * @param rows number of positions with an identifiable parent
 * @param gradientShare share of those rows whose most negative gradient is at a parent; NaN without
 *     rows
 * @param informationShare share of those rows whose largest g is at the parent; NaN without rows
 * @param predictionCorrelation Pearson correlation, over all pairs j &lt;= i with i &gt; 0 (roots
 *     too), of the gradient with {@link InitialGradient#predicted}
 * @param informationCorrelation the same of the negative gradient with g itself
 * @param contradictions pairs that would contradict the data-processing inequality by more than
 *     three standard errors ({@link MutualInformation#contradictions}); empty without informations
 * @param informationError the largest standard error of an entry of g
 */
public record TheoryScores(
    int rows,
    double gradientShare,
    double informationShare,
    double predictionCorrelation,
    double informationCorrelation,
    OptionalInt contradictions,
    double informationError) {

  /** Standard errors that a pair must exceed to count as a contradiction. */
  public static final double ERRORS = 3;

  /**
   * Scores a gradient.
   *
   * @param graph over n positions
   * @param gradient [T][T], T at least n: dL/dA1 by position
   * @param information of the same positions
   * @param vocab S, which scales the prediction but changes no score
   * @throws IllegalArgumentException if the sizes do not fit each other
   */
  public static TheoryScores of(
      CausalGraph graph, double[][] gradient, MutualInformation information, int vocab) {
    int n = graph.size();
    double[][] g = information.mean();
    if (gradient.length < n || g.length != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "gradient of %d and information of %d positions for a graph of %d",
              gradient.length,
              g.length,
              n));
    }
    double[][] descent = negated(gradient);
    double[][] predicted = negated(InitialGradient.predicted(g, vocab, gradient.length, 1));
    return new TheoryScores(
        EdgeScope.IDENTIFIABLE.children(graph).length,
        parentShare(graph, descent),
        parentShare(graph, g),
        correlation(descent, predicted, n),
        correlation(descent, g, n),
        OptionalInt.of(information.contradictions(graph, ERRORS)),
        information.largestError());
  }

  /**
   * Scores a gradient on a graph for which there are no mutual informations: what depends on them
   * is NaN or empty.
   *
   * @param graph over n positions
   * @param gradient [T][T], T at least n: dL/dA1 by position
   */
  public static TheoryScores ofGradient(CausalGraph graph, double[][] gradient) {
    return new TheoryScores(
        EdgeScope.IDENTIFIABLE.children(graph).length,
        parentShare(graph, negated(gradient)),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        OptionalInt.empty(),
        Double.NaN);
  }

  /**
   * Share of the positions with an identifiable parent whose row has its unique largest entry,
   * among 0..i, at such a parent: before any training, with the negative gradient for rows. NaN
   * without such positions.
   *
   * @param rows [n or more][i+1 or more]
   */
  public static double parentShare(CausalGraph graph, double[][] rows) {
    int[] children = EdgeScope.IDENTIFIABLE.children(graph);
    int right = 0;
    for (int i : children) {
      for (int parent : EdgeScope.IDENTIFIABLE.parents(graph, i)) {
        right += Ranks.isLargest(rows[i], i + 1, parent) ? 1 : 0;
      }
    }
    return (double) right / children.length;
  }

  private static double[][] negated(double[][] matrix) {
    double[][] negated = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      negated[i] = Arrays.stream(matrix[i]).map(x -> -x).toArray();
    }
    return negated;
  }

  /** Pearson, over j <= i of rows 1..n-1; NaN if one side is constant. */
  private static double correlation(double[][] x, double[][] y, int n) {
    double count = 0;
    double meanX = 0;
    double meanY = 0;
    for (int i = 1; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        count++;
        meanX += x[i][j];
        meanY += y[i][j];
      }
    }
    meanX /= count;
    meanY /= count;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 1; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        xx += (x[i][j] - meanX) * (x[i][j] - meanX);
        yy += (y[i][j] - meanY) * (y[i][j] - meanY);
        xy += (x[i][j] - meanX) * (y[i][j] - meanY);
      }
    }
    return xy / Math.sqrt(xx * yy);
  }
}
