package org.espalier.task;

import java.util.Arrays;

/**
 * A view of a number per lane in an array: a symbol, or the row that its successor is drawn from.
 *
 * @param array what is viewed
 * @param at index of lane 0
 */
public record Symbols(int[] array, int at) {

  /** Views of rows of {@code lanes} numbers, one after the other. */
  static Symbols[] rows(int[] array, int lanes) {
    Symbols[] rows = new Symbols[array.length / lanes];
    Arrays.setAll(rows, r -> new Symbols(array, r * lanes));
    return rows;
  }
}
