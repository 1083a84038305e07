package org.espalier.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.espalier.model.FloatExp;
import org.espalier.model.TileLoops;

/**
 * The shape of this processor's vectors, and the exponential. Loops call {@link FloatVector}
 * itself: behind a method of ours, however short, the compiler at times keeps a loop's vectors on
 * the heap.
 */
final class Vectors {

  /** The widest that the processor prefers, up to 16 floats so that a row has two or more. */
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > TileLoops.FOLD
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int LENGTH = FLOATS.length();

  private Vectors() {}

  /**
   * Entry-wise x <- {@link FloatExp#exp}(x), operation by operation.
   *
   * @param n a multiple of {@link #LENGTH}
   */
  static void exp(int n, float[] x, int xAt) {
    for (int i = xAt; i < xAt + n; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(FLOATS, x, i).max(FloatExp.LOWEST);
      FloatVector rounded =
          z.fma(
              FloatVector.broadcast(FLOATS, FloatExp.LOG2_E),
              FloatVector.broadcast(FLOATS, FloatExp.ROUNDER));
      FloatVector m = rounded.sub(FloatExp.ROUNDER);
      FloatVector high = m.fma(FloatVector.broadcast(FLOATS, -FloatExp.LN2_HIGH), z);
      FloatVector r = m.fma(FloatVector.broadcast(FLOATS, -FloatExp.LN2_LOW), high);
      FloatVector p =
          FloatVector.broadcast(FLOATS, FloatExp.C6)
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C5))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C4))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C3))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C2))
              .fma(r, FloatVector.broadcast(FLOATS, 1f))
              .fma(r, FloatVector.broadcast(FLOATS, 1f));
      IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      IntVector bits = p.reinterpretAsInts().add(power);
      bits.reinterpretAsFloats().intoArray(x, i);
    }
  }

  /**
   * Entry-wise x <- exp(x), 0 where x is below {@link TileLoops#LN_NEGLIGIBLE}: the sign of the
   * difference is spread over a word and cleared from the result, for masks are allocated.
   *
   * @param n a multiple of {@link #LENGTH}
   */
  static void attentionExp(int n, float[] x, int xAt) {
    for (int i = xAt; i < xAt + n; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(FLOATS, x, i);
      FloatVector rounded =
          z.fma(
              FloatVector.broadcast(FLOATS, FloatExp.LOG2_E),
              FloatVector.broadcast(FLOATS, FloatExp.ROUNDER));
      FloatVector m = rounded.sub(FloatExp.ROUNDER);
      FloatVector high = m.fma(FloatVector.broadcast(FLOATS, -FloatExp.LN2_HIGH), z);
      FloatVector r = m.fma(FloatVector.broadcast(FLOATS, -FloatExp.LN2_LOW), high);
      FloatVector p =
          FloatVector.broadcast(FLOATS, FloatExp.C6)
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C5))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C4))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C3))
              .fma(r, FloatVector.broadcast(FLOATS, FloatExp.C2))
              .fma(r, FloatVector.broadcast(FLOATS, 1f))
              .fma(r, FloatVector.broadcast(FLOATS, 1f));
      IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      IntVector bits = p.reinterpretAsInts().add(power);
      IntVector negligible =
          z.sub(TileLoops.LN_NEGLIGIBLE).reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
      bits.lanewise(VectorOperators.AND_NOT, negligible).reinterpretAsFloats().intoArray(x, i);
    }
  }
}
