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

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

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

  static IntVector loadInts(int[] x, int at) {
    return IntVector.fromArray(INTS, x, at);
  }

  /** {@link LaneMath#exp}, operation by operation. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(LaneMath.LOWEST);
    FloatVector rounded = clamped.fma(broadcast(LaneMath.LOG2_E), broadcast(LaneMath.ROUNDER));
    FloatVector n = rounded.sub(LaneMath.ROUNDER);
    FloatVector r =
        n.fma(broadcast(-LaneMath.LN2_LOW), n.fma(broadcast(-LaneMath.LN2_HIGH), clamped));
    FloatVector p = broadcast(LaneMath.C6).fma(r, broadcast(LaneMath.C5));
    p = p.fma(r, broadcast(LaneMath.C4)).fma(r, broadcast(LaneMath.C3));
    p = p.fma(r, broadcast(LaneMath.C2)).fma(r, broadcast(1f)).fma(r, broadcast(1f));
    IntVector powerOfTwo = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(powerOfTwo).reinterpretAsFloats();
  }

  /** exp(x), 0 where x is below {@link Lanes#LN_NEGLIGIBLE}. */
  static FloatVector attentionExp(FloatVector x) {
    return exp(x).blend(0f, x.compare(VectorOperators.LT, Lanes.LN_NEGLIGIBLE));
  }
}
