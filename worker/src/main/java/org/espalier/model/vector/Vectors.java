package org.espalier.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.espalier.model.LaneMath;
import org.espalier.model.Lanes;

/** The shape of this processor's vectors, and the exponential. */
final class Vectors {

  /** The widest that the processor prefers, up to 16 floats so that a row has two or more. */
  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > Lanes.FOLD
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** Floats in a vector. */
  static final int LENGTH = FLOATS.length();

  private Vectors() {}

  static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(FLOATS, x, at);
  }

  static FloatVector broadcast(float x) {
    return FloatVector.broadcast(FLOATS, x);
  }

  static FloatVector zero() {
    return FloatVector.zero(FLOATS);
  }

  /** {@link LaneMath#exp}, operation by operation. */
  static FloatVector exp(FloatVector x) {
    return unclampedExp(x.max(LaneMath.LOWEST));
  }

  private static FloatVector unclampedExp(FloatVector x) {
    FloatVector rounded = x.fma(broadcast(LaneMath.LOG2_E), broadcast(LaneMath.ROUNDER));
    FloatVector n = rounded.sub(LaneMath.ROUNDER);
    FloatVector r = n.fma(broadcast(-LaneMath.LN2_LOW), n.fma(broadcast(-LaneMath.LN2_HIGH), x));
    FloatVector p = broadcast(LaneMath.C6).fma(r, broadcast(LaneMath.C5));
    p = p.fma(r, broadcast(LaneMath.C4)).fma(r, broadcast(LaneMath.C3));
    p = p.fma(r, broadcast(LaneMath.C2)).fma(r, broadcast(1f)).fma(r, broadcast(1f));
    IntVector powerOfTwo = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(powerOfTwo).reinterpretAsFloats();
  }

  /** exp(x), 0 where x is below {@link Lanes#LN_NEGLIGIBLE}. */
  static FloatVector attentionExp(FloatVector x) {
    return zeroWhereNegative(unclampedExp(x), x.sub(Lanes.LN_NEGLIGIBLE));
  }

  /** x, 0 where it is below {@link Lanes#NEGLIGIBLE}. */
  static FloatVector negligibleIsZero(FloatVector x) {
    return zeroWhereNegative(x, x.sub(Lanes.NEGLIGIBLE));
  }

  /** Spreads the sign bit over a word: masks are allocated where this was measured. */
  private static FloatVector zeroWhereNegative(FloatVector x, FloatVector sign) {
    IntVector negative = sign.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
    return x.reinterpretAsInts().lanewise(VectorOperators.AND_NOT, negative).reinterpretAsFloats();
  }
}
