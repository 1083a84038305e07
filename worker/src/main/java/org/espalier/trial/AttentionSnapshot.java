package org.espalier.trial;

import java.io.Serializable;

/**
 * One attention matrix at one moment of training.
 *
 * @param step gradient steps done, 0 before the first
 * @param kind which matrix
 * @param layer from 1
 * @param head from 1
 * @param weights [T][T], row: the position that attends, column: the position attended to; every
 *     row sums to 1 and is 0 right of the diagonal
 * @param headAblation what the loss gains when the head's attention is replaced by this mean, in
 *     nats; null where it was not measured
 */
public record AttentionSnapshot(
    int step, Kind kind, int layer, int head, float[][] weights, Double headAblation)
    implements Serializable {

  /** Of a head that was not ablated. */
  public AttentionSnapshot(int step, Kind kind, int layer, int head, float[][] weights) {
    this(step, kind, layer, head, weights, null);
  }

  /** Which attention matrix. */
  public enum Kind {
    /**
     * Causal softmax over each row of the position-position block of A^(1), as in the paper's
     * figures: attention by position alone.
     */
    POSITIONAL,
    /** The attention that held-out sequences really see, averaged over them. */
    MEAN
  }
}
