package org.espalier.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Work space that the branches of {@link GptNetwork} use one after the other, so that a model of
 * any depth has it once: what is in it when a branch's backward pass begins is of no interest.
 */
final class GptScratch {
  private final int length;
  private final boolean keepsAttention;
  private final Map<Use, float[]> arrays = new EnumMap<>(Use.class);

  /** What a number for each position, entry and lane is needed for. */
  enum Use {
    /** Derivatives by what a norm gives out. */
    NORM,
    QUERIES,
    KEYS,
    VALUES,
    AVERAGES,
    HIDDEN,
    /** Derivatives by the scores of a head. */
    SCORES,
    /** P of a head, where those of all heads would take too much. */
    WEIGHTS,
    /** Products of a head's queries with the vectors of distances. */
    DISTANCES,
    /** Derivatives by them, zero wherever there is none. */
    DISTANCE_GRADIENTS
  }

  /**
   * Space for sequences of T tokens.
   *
   * @param length T
   * @param keepsAttention whether P of every head is kept from the forward to the backward pass, or
   *     computed twice in this space: no bit depends on it
   */
  GptScratch(int length, boolean keepsAttention) {
    this.length = length;
    this.keepsAttention = keepsAttention;
  }

  int length() {
    return length;
  }

  boolean keepsAttention() {
    return keepsAttention;
  }

  /**
   * Space for a use, the same at every call.
   *
   * @param width entries at each position, the same in all branches
   */
  float[] of(Use use, int width) {
    return numbers(use, length * width * TileLoops.WIDTH);
  }

  /** Space of so many numbers for a use, the same at every call. */
  float[] numbers(Use use, int count) {
    return arrays.computeIfAbsent(use, any -> new float[count]);
  }
}
