package org.espalier.model;

/** The attention of layer 1 out of its tables, bound once to a tile and to its place. */
public interface AttentionLookup {

  /** Overwrites e of the tile's attention, and has the sums of its rows in the place of scale. */
  void attend();
}
