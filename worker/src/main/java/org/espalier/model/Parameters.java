package org.espalier.model;

import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The numbers of a model: one flat ND4J array, and a view of it for each named matrix.
 *
 * @param layout where each matrix lies
 * @param flat [layout.size()], float or double, contiguous
 */
public record Parameters(ParameterLayout layout, INDArray flat) {

  /** Checks that the array has the layout's length. */
  public Parameters {
    if (flat.rank() != 1 || flat.length() != layout.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an array of shape %s for a layout of %d",
              flat.shapeInfoToString(),
              layout.size()));
    }
  }

  /** All zeros, as the paper initialises the disentangled model. */
  public static Parameters zeros(ParameterLayout layout, DataType type) {
    return new Parameters(layout, Nd4j.zeros(type, layout.size()));
  }

  /** A view [rows, columns]: what is written to it is written to the flat array. */
  public INDArray view(String name) {
    var e = layout.entry(name);
    return flat.get(NDArrayIndex.interval(e.offset(), e.offset() + e.size()))
        .reshape('c', e.rows(), e.columns());
  }

  /** A copy [rows * columns] of a matrix, row major. */
  public float[] values(String name) {
    var e = layout.entry(name);
    return flat.data().getFloatsAt(flat.offset() + e.offset(), e.size());
  }

  /** A copy [rows * columns] of a matrix, row major, in doubles; makes no array of ND4J. */
  double[] doubles(String name) {
    var e = layout.entry(name);
    return flat.data().getDoublesAt(flat.offset() + e.offset(), e.size());
  }

  /** Whether no number is infinite or NaN. */
  public boolean areFinite() {
    return Double.isFinite(flat.sumNumber().doubleValue());
  }
}
