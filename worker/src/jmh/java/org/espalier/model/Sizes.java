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

  /**
   * Multiply-adds of a step of a disentangled transformer of three layers or more for one sequence,
   * in the same sense. A part of the residual stream has S + i + 1 entries at position i, and the
   * embedding among the parts is one-hot, so a head that reads m other parts takes, at a query i,
   * six sums of m (S + j + 1) products over the keys j <= i (scores, averages, and their gradients
   * by either factor) and three products of m (S + i + 1) with (m + 1) (S + i + 1) entries. Layer 1
   * is looked up: two products and four additions for a pair. The last layer asks where predictions
   * count, at T-1 or everywhere, and W is multiplied there, three times each.
   */
  public static double multiplyAdds(
      int vocab, int length, List<Integer> heads, LossPositions loss) {
    double sum = heads.get(0) * length * (length + 1) / 2.0 * 6;
    int parts = heads.get(0); // but for the embedding
    for (int layer = 1; layer < heads.size(); layer++) {
      int first = layer == heads.size() - 1 ? loss.first(length) : 0;
      double ofHead = 0;
      double keys = 0;
      for (int i = 0; i < length; i++) {
        double entries = vocab + i + 1;
        keys += entries;
        ofHead += i < first ? 0 : parts * (6 * keys + 3 * (parts + 1) * entries * entries);
      }
      sum += heads.get(layer) * ofHead;
      parts += heads.get(layer) * (parts + 1);
    }
    for (int i = loss.first(length); i < length; i++) {
      sum += 3.0 * parts * (vocab + i + 1) * vocab;
    }
    return sum;
  }

  /**
   * Multiply-adds of a step of a gpt without an MLP for one sequence, with the loss at all
   * positions: for each layer four products with d x d matrices, three times each, and six times d
   * for a pair of positions; and the read-out.
   */
  public static double multiplyAdds(Gpt model, int vocab, int length) {
    double d = model.width();
    double ofLayer = length * 12 * d * d + length * (length + 1) / 2.0 * 6 * d;
    return model.heads().size() * ofLayer + 3 * length * d * vocab;
  }
}
