package org.espalier.model;

import java.util.Arrays;
import java.util.List;

/** How benchmarks write sizes: {@code 3x20} for S and T, {@code 2-1} for heads. */
public final class Sizes {

  private Sizes() {}

  /** S and T. */
  public static int[] parse(String vocabAndLength) {
    return Arrays.stream(vocabAndLength.split("x")).mapToInt(Integer::parseInt).toArray();
  }

  /** The disentangled transformer of these heads. */
  public static Model.Disentangled model(String heads) {
    List<Integer> counts = Arrays.stream(heads.split("-")).map(Integer::valueOf).toList();
    return new Model.Disentangled(counts);
  }

  /**
   * Multiply-adds of a two-layer step for one sequence, when every product with a number that is
   * known to be 0 or 1 is left out: what no arrangement of the same algebra can do without. With P
   * = T(T+1)/2 pairs, for each head of layer 1: one product for the attention, the sums P u, P dv
   * and their transposes and the two terms of the score's gradient for each head of layer 2, one
   * product for the gradient and four additions to the tables. Then the products with A2 and with
   * W, three times each: forward, for the features and for the parameters.
   */
  public static double multiplyAdds(int vocab, int length, int heads1, int heads2) {
    double pairs = length * (length + 1) / 2.0;
    double width = vocab + length;
    double queries = heads2 * width * (1 + heads1);
    double triangles = heads1 * pairs * (1 + 6 * heads2 + 1 + 4);
    return triangles + 3 * heads1 * width * queries + 3 * (heads1 * width + queries) * vocab;
  }
}
