package org.espalier.model;

import java.util.List;

/**
 * The residual stream of one sequence at all of its positions, through heads that attend at each.
 *
 * @param tokens what it starts with
 * @param learned its other parts, in the order of the residual stream
 * @param heads layer by layer, each of which adds the parts that are its averages
 */
record SequenceStream(SequenceTokens tokens, List<SequencePart> learned, List<SequenceHead> heads) {

  /** Computes the learned parts. */
  void forward() {
    for (int h = 0; h < heads.size(); h++) {
      heads.get(h).forward();
    }
  }

  /** Sets the derivatives by the learned parts to zero. */
  void clearGradient() {
    for (int c = 0; c < learned.size(); c++) {
      learned.get(c).clearGradient();
    }
  }

  /** Adds to the gradient of the heads' matrices. */
  void backward() {
    for (int h = heads.size() - 1; h >= 0; h--) {
      heads.get(h).backward();
    }
  }
}
