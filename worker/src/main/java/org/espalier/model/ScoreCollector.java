package org.espalier.model;

/** Where the gradient of the scores of layer 1 goes, bound once to its tile and its sums. */
@FunctionalInterface
public interface ScoreCollector {

  /**
   * Adds a tile's gradient of the scores, which has taken the place of e, to the sums of the table
   * entries that they came from.
   */
  void collect();
}
