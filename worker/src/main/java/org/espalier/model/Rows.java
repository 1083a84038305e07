package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/**
 * A view of rows of a tile: {@code count} rows of {@link TileLoops#WIDTH} numbers in an array, one
 * after the other. Where there is a sequence of such vectors, the next one starts {@code stride}
 * floats after this one. Views are made once, with the work space that they show, so that a step
 * allocates nothing.
 *
 * @param array what is viewed
 * @param at index of the first number of the first row
 * @param count rows of a vector
 * @param stride floats from a vector to the next
 */
public record Rows(float[] array, int at, int count, int stride) {

  /** Space for one vector of that many rows. */
  static Rows allocate(int count) {
    return of(new float[count * WIDTH], count);
  }

  /** Space for vectors of that many rows, one after the other; a view of the first. */
  static Rows allocate(int vectors, int count) {
    return new Rows(new float[vectors * count * WIDTH], 0, count, count * WIDTH);
  }

  /** The first rows of an array; the next vector is the next row, as of a list of weights. */
  static Rows of(float[] array, int count) {
    return new Rows(array, 0, count, WIDTH);
  }

  /** Some of these rows, of this vector and of the following ones alike. */
  Rows rows(int from, int length) {
    return new Rows(array, at + from * WIDTH, length, stride);
  }

  /** The vector {@code c} after this one. */
  Rows vector(int c) {
    return new Rows(array, at + c * stride, count, stride);
  }

  /** This vector and those after it. */
  Rows[] vectors(int n) {
    Rows[] vectors = new Rows[n];
    Arrays.setAll(vectors, this::vector);
    return vectors;
  }

  /** Sets the rows of this vector to zero. */
  void clear() {
    fill(0);
  }

  /** Sets every number of this vector. */
  void fill(float x) {
    Arrays.fill(array, at, at + count * WIDTH, x);
  }

  /** Copies this vector over another of as many rows. */
  void copyTo(Rows to) {
    System.arraycopy(array, at, to.array, to.at, count * WIDTH);
  }
}
