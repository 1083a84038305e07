package org.espalier.model;

import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bulk copies between a flat ND4J array outside the Java heap and a Java array.
 *
 * <p>A trainer gives the same two arrays at every step, so the pointer to the last one is kept:
 * asking ND4J for it anew allocates a kilobyte.
 */
final class FlatArray {
  private INDArray array;
  private FloatPointer start;

  /** Copies all entries of a flat array. */
  void read(INDArray from, float[] to) {
    pointer(from, to.length).get(to);
  }

  /** Overwrites all entries of a flat array. */
  void write(float[] from, INDArray to) {
    pointer(to, from.length).put(from);
  }

  @SuppressWarnings("ReferenceEquality") // equals compares entries
  private FloatPointer pointer(INDArray wanted, int length) {
    if (wanted != array) {
      start = start(wanted, length);
      array = wanted;
    }
    return start;
  }

  private static FloatPointer start(INDArray array, int length) {
    if (array.dataType() != DataType.FLOAT
        || array.rank() != 1
        || array.length() != length
        || (length > 1 && array.stride(0) != 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "need a flat contiguous array of %d floats, not %s of %s",
              length,
              array.shapeInfoToString(),
              array.dataType()));
    }
    var whole = new FloatPointer(array.data().pointer());
    return array.offset() == 0 ? whole : whole.position(array.offset());
  }
}
