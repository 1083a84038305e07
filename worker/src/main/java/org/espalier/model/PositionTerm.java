package org.espalier.model;

/** What the positions add to the scores of a head, with its gradient. */
interface PositionTerm {

  /** Nothing is added. */
  PositionTerm NONE = (i, scores) -> {};

  /** scores_j <- scores_j + term of query i and key j, for j <= i. */
  void add(int i, Rows scores);

  /** From the derivatives by the scores of query i, adds to those by what the term is made of. */
  default void backward(int i, Rows scoreGradient) {}

  /** Forgets the gradient of what is learned. */
  default void clearGradient() {}

  /** Writes the gradient of what is learned. */
  default void writeGradient(float[] gradient) {}

  /**
   * That of a head.
   *
   * @param layer from 1
   * @param head from 0
   * @param q its queries
   */
  static PositionTerm of(GptSpace space, int layer, int head, SelfAttentionHead.Vectors q) {
    return switch (space.model().positions()) {
      case RELATIVE -> DistanceBias.learned(space, layer, head);
      case RELATIVE_QUERY -> new DistanceVectors(space, layer, head, q.x(), q.dx());
      case ALIBI -> {
        double slope = Gpt.alibiSlope(head, space.model().heads().get(layer - 1));
        yield DistanceBias.fixed(space.loops(), slope, space.length());
      }
      case LEARNED, NONE, ROTARY -> NONE;
    };
  }
}
