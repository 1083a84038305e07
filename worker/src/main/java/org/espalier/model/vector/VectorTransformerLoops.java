package org.espalier.model.vector;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.espalier.model.LaneMatrix;
import org.espalier.model.LaneProduct;
import org.espalier.model.Matrix;
import org.espalier.model.Rows;
import org.espalier.model.Sums;
import org.espalier.model.TransformerLoops;

/** {@link TransformerLoops} on the Vector API. */
final class VectorTransformerLoops implements TransformerLoops {

  @Override
  public void scale(float factor, Rows x) {
    for (int i = x.at(); i < x.at() + x.count() * WIDTH; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x.array(), i).mul(factor).intoArray(x.array(), i);
    }
  }

  @Override
  public void addReversed(Rows x, Rows y) {
    int to = y.at() + (x.count() - 1) * WIDTH;
    for (int from = x.at(); from < x.at() + x.count() * WIDTH; from += WIDTH) {
      for (int l = 0; l < WIDTH; l += LENGTH) {
        FloatVector.fromArray(FLOATS, y.array(), to + l)
            .add(FloatVector.fromArray(FLOATS, x.array(), from + l))
            .intoArray(y.array(), to + l);
      }
      to -= WIDTH;
    }
  }

  @Override
  public void normalise(Matrix gainAndShift, Rows x, Rows unit, Rows scale, Rows z) {
    float[] parameters = gainAndShift.array();
    float[] from = x.array();
    float[] to = unit.array();
    int n = x.count() * WIDTH;
    float share = 1f / x.count();
    for (int l = 0; l < WIDTH; l += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = l; i < n; i += WIDTH) {
        sum = sum.add(FloatVector.fromArray(FLOATS, from, x.at() + i));
      }
      FloatVector mean = sum.mul(share);
      FloatVector squares = FloatVector.zero(FLOATS);
      for (int i = l; i < n; i += WIDTH) {
        FloatVector centred = FloatVector.fromArray(FLOATS, from, x.at() + i).sub(mean);
        centred.intoArray(to, unit.at() + i);
        squares = centred.fma(centred, squares);
      }
      FloatVector variance =
          squares.fma(
              FloatVector.broadcast(FLOATS, share), FloatVector.broadcast(FLOATS, NORM_EPSILON));
      FloatVector factor = FloatVector.broadcast(FLOATS, 1f).div(variance.sqrt());
      factor.intoArray(scale.array(), scale.at() + l);
      int gain = gainAndShift.at();
      int shift = gainAndShift.at() + gainAndShift.rowStride();
      for (int i = l; i < n; i += WIDTH) {
        FloatVector own = FloatVector.fromArray(FLOATS, to, unit.at() + i).mul(factor);
        own.intoArray(to, unit.at() + i);
        FloatVector.broadcast(FLOATS, parameters[gain])
            .fma(own, FloatVector.broadcast(FLOATS, parameters[shift]))
            .intoArray(z.array(), z.at() + i);
        gain++;
        shift++;
      }
    }
  }

  @Override
  public void normaliseGradient(Matrix gainAndShift, Rows dz, Rows unit, Rows scale, Rows dx) {
    float[] gains = gainAndShift.array();
    int n = dx.count() * WIDTH;
    float share = 1f / dx.count();
    for (int l = 0; l < WIDTH; l += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      FloatVector along = FloatVector.zero(FLOATS);
      int gain = gainAndShift.at();
      for (int i = l; i < n; i += WIDTH) {
        FloatVector g = FloatVector.fromArray(FLOATS, dz.array(), dz.at() + i).mul(gains[gain]);
        sum = sum.add(g);
        along = g.fma(FloatVector.fromArray(FLOATS, unit.array(), unit.at() + i), along);
        gain++;
      }
      FloatVector mean = sum.mul(share);
      FloatVector mostAlong = along.mul(share);
      FloatVector factor = FloatVector.fromArray(FLOATS, scale.array(), scale.at() + l);
      gain = gainAndShift.at();
      for (int i = l; i < n; i += WIDTH) {
        FloatVector g = FloatVector.fromArray(FLOATS, dz.array(), dz.at() + i).mul(gains[gain]);
        FloatVector own =
            FloatVector.fromArray(FLOATS, unit.array(), unit.at() + i)
                .neg()
                .fma(mostAlong, g.sub(mean));
        factor
            .fma(own, FloatVector.fromArray(FLOATS, dx.array(), dx.at() + i))
            .intoArray(dx.array(), dx.at() + i);
        gain++;
      }
    }
  }

  @Override
  public void addDiagonal(Rows x, Rows y, Sums sums) {
    for (int r = 0; r < x.count(); r++) {
      int left = x.at() + r * WIDTH;
      int right = y.at() + r * WIDTH;
      int to = sums.at() + r * FOLD;
      for (int l = 0; l < FOLD; l += LENGTH) {
        FloatVector sum = FloatVector.fromArray(FLOATS, sums.array(), to + l);
        sum =
            FloatVector.fromArray(FLOATS, x.array(), left + l)
                .fma(FloatVector.fromArray(FLOATS, y.array(), right + l), sum);
        sum =
            FloatVector.fromArray(FLOATS, x.array(), left + l + FOLD)
                .fma(FloatVector.fromArray(FLOATS, y.array(), right + l + FOLD), sum);
        sum.intoArray(sums.array(), to + l);
      }
    }
  }

  @Override
  public void rotate(Matrix angles, float sign, Rows x) {
    for (int p = 0; p < angles.rows(); p++) {
      FloatVector c = FloatVector.broadcast(FLOATS, angles.array()[angles.at() + 2 * p]);
      FloatVector s = FloatVector.broadcast(FLOATS, sign * angles.array()[angles.at() + 2 * p + 1]);
      int even = x.at() + 2 * p * WIDTH;
      for (int i = even; i < even + WIDTH; i += LENGTH) {
        FloatVector a = FloatVector.fromArray(FLOATS, x.array(), i);
        FloatVector b = FloatVector.fromArray(FLOATS, x.array(), i + WIDTH);
        c.fma(a, s.neg().mul(b)).intoArray(x.array(), i);
        s.fma(a, c.mul(b)).intoArray(x.array(), i + WIDTH);
      }
    }
  }

  @Override
  public LaneProduct product(LaneMatrix a, LaneMatrix b, LaneMatrix out) {
    return new VectorLaneProduct(a, b, out);
  }
}
