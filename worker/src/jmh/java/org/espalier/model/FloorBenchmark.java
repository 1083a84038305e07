package org.espalier.model;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The machine's rate of float multiply-adds on one core: ten independent chains in registers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FloorBenchmark {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 10_000;

  /** Multiply-adds in a call. */
  public static double multiplyAdds() {
    return 10.0 * ROUNDS * FLOATS.length();
  }

  private final float[] numbers = new float[2 * FLOATS.length()];

  @Benchmark
  public float tenChains() {
    FloatVector factor = FloatVector.fromArray(FLOATS, numbers, 0);
    FloatVector a = FloatVector.fromArray(FLOATS, numbers, FLOATS.length());
    FloatVector b = a.add(1f);
    FloatVector c = a.add(2f);
    FloatVector d = a.add(3f);
    FloatVector e = a.add(4f);
    FloatVector f = a.add(5f);
    FloatVector g = a.add(6f);
    FloatVector h = a.add(7f);
    FloatVector i = a.add(8f);
    FloatVector j = a.add(9f);
    for (int round = 0; round < ROUNDS; round++) {
      a = factor.fma(factor, a);
      b = factor.fma(factor, b);
      c = factor.fma(factor, c);
      d = factor.fma(factor, d);
      e = factor.fma(factor, e);
      f = factor.fma(factor, f);
      g = factor.fma(factor, g);
      h = factor.fma(factor, h);
      i = factor.fma(factor, i);
      j = factor.fma(factor, j);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j);
    return sum.lane(0);
  }
}
