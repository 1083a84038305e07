package org.espalier.task;

import java.util.Arrays;

/**
 * A view of a uniform number in (0, 1] per lane in an array.
 *
 * @param array what is viewed
 * @param at index of lane 0
 */
public record Uniforms(double[] array, int at) {

  /** Views of rows of {@code lanes} numbers, one after the other. */
  static Uniforms[] rows(double[] array, int lanes) {
    Uniforms[] rows = new Uniforms[array.length / lanes];
    Arrays.setAll(rows, r -> new Uniforms(array, r * lanes));
    return rows;
  }
}
