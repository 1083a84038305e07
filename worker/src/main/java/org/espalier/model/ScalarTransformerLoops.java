package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

/** The scalar implementation of {@link TransformerLoops}. */
final class ScalarTransformerLoops implements TransformerLoops {

  @Override
  public void scale(float factor, Rows x) {
    for (int i = x.at(); i < x.at() + x.count() * WIDTH; i++) {
      x.array()[i] *= factor;
    }
  }

  @Override
  public void addReversed(Rows x, Rows y) {
    for (int r = 0; r < x.count(); r++) {
      int from = x.at() + r * WIDTH;
      int to = y.at() + (x.count() - 1 - r) * WIDTH;
      for (int l = 0; l < WIDTH; l++) {
        y.array()[to + l] += x.array()[from + l];
      }
    }
  }

  @Override
  public void normalise(Matrix gainAndShift, Rows x, Rows unit, Rows scale, Rows z) {
    float[] from = x.array();
    float[] to = unit.array();
    int n = x.count();
    float share = 1f / n;
    for (int l = 0; l < WIDTH; l++) {
      float sum = 0;
      for (int r = 0; r < n; r++) {
        sum += from[x.at() + r * WIDTH + l];
      }
      float mean = sum * share;
      float squares = 0;
      for (int r = 0; r < n; r++) {
        float centred = from[x.at() + r * WIDTH + l] - mean;
        to[unit.at() + r * WIDTH + l] = centred;
        squares = Math.fma(centred, centred, squares);
      }
      float factor = 1 / (float) Math.sqrt(Math.fma(squares, share, NORM_EPSILON));
      scale.array()[scale.at() + l] = factor;
      for (int r = 0; r < n; r++) {
        int at = unit.at() + r * WIDTH + l;
        to[at] *= factor;
        z.array()[z.at() + r * WIDTH + l] =
            Math.fma(gain(gainAndShift, r), to[at], shift(gainAndShift, r));
      }
    }
  }

  @Override
  public void normaliseGradient(Matrix gainAndShift, Rows dz, Rows unit, Rows scale, Rows dx) {
    int n = dx.count();
    float share = 1f / n;
    for (int l = 0; l < WIDTH; l++) {
      float sum = 0;
      float along = 0;
      for (int r = 0; r < n; r++) {
        float g = gain(gainAndShift, r) * dz.array()[dz.at() + r * WIDTH + l];
        sum += g;
        along = Math.fma(g, unit.array()[unit.at() + r * WIDTH + l], along);
      }
      float mean = sum * share;
      float mostAlong = along * share;
      float factor = scale.array()[scale.at() + l];
      for (int r = 0; r < n; r++) {
        float g = gain(gainAndShift, r) * dz.array()[dz.at() + r * WIDTH + l];
        float own = Math.fma(-unit.array()[unit.at() + r * WIDTH + l], mostAlong, g - mean);
        int at = dx.at() + r * WIDTH + l;
        dx.array()[at] = Math.fma(factor, own, dx.array()[at]);
      }
    }
  }

  private static float gain(Matrix gainAndShift, int r) {
    return gainAndShift.array()[gainAndShift.at() + r];
  }

  private static float shift(Matrix gainAndShift, int r) {
    return gainAndShift.array()[gainAndShift.at() + gainAndShift.rowStride() + r];
  }

  @Override
  public void addDiagonal(Rows x, Rows y, Sums sums) {
    for (int r = 0; r < x.count(); r++) {
      int to = sums.at() + r * FOLD;
      for (int half = 0; half < WIDTH; half += FOLD) {
        int left = x.at() + r * WIDTH + half;
        int right = y.at() + r * WIDTH + half;
        for (int l = 0; l < FOLD; l++) {
          sums.array()[to + l] =
              Math.fma(x.array()[left + l], y.array()[right + l], sums.array()[to + l]);
        }
      }
    }
  }

  @Override
  public void rotate(Matrix angles, float sign, Rows x) {
    for (int p = 0; p < angles.rows(); p++) {
      float c = angles.array()[angles.at() + 2 * p];
      float s = sign * angles.array()[angles.at() + 2 * p + 1];
      int even = x.at() + 2 * p * WIDTH;
      for (int i = even; i < even + WIDTH; i++) {
        float a = x.array()[i];
        float b = x.array()[i + WIDTH];
        x.array()[i] = Math.fma(c, a, -s * b);
        x.array()[i + WIDTH] = Math.fma(s, a, c * b);
      }
    }
  }

  @Override
  public LaneProduct product(LaneMatrix a, LaneMatrix b, LaneMatrix out) {
    return new ScalarLaneProduct(a, b, out);
  }
}
