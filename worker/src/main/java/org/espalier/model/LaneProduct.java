package org.espalier.model;

/** A product of matrices of each lane, bound once to its operands and its result. */
public interface LaneProduct {

  /** Overwrites the result. */
  void compute();
}
