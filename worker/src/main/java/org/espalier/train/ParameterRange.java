package org.espalier.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A range of consecutive entries of a flat parameter array: what one stage of training changes.
 *
 * @param offset index of its first entry
 * @param size number of entries, at least 1
 */
record ParameterRange(int offset, int size) {

  /** A view of the range: what is written to it is written to the flat array. */
  INDArray of(INDArray flat) {
    return offset == 0 && size == flat.length()
        ? flat
        : flat.get(NDArrayIndex.interval(offset, offset + size));
  }
}
