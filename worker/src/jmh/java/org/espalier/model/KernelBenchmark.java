package org.espalier.model;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Loss and gradient of the two-layer model, and the loss alone: the vector and the scalar
 * implementation of the kernel, and SameDiff.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * KernelBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {

  @Param({"3x20", "10x20", "5x32", "10x100"})
  public String vocabAndLength;

  @Param({"1-1", "2-1"})
  public String heads;

  @Param("1024")
  public int batchSize;

  @Param({"vector", "scalar", "samediff"})
  public String engine;

  private GradientEngine gradientEngine;
  private SequenceBatch batch;
  private INDArray parameters;
  private INDArray gradient;

  @Setup(Level.Trial)
  public void prepare() {
    int[] sizes = Sizes.parse(vocabAndLength);
    int vocab = sizes[0];
    int length = sizes[1];
    var model = Sizes.model(heads);
    gradientEngine =
        switch (engine) {
          case "vector" ->
              GradientEngines.kernel(model, vocab, length, batchSize, FastestLoops.fastest());
          case "scalar" ->
              GradientEngines.kernel(model, vocab, length, batchSize, new ScalarTileLoops());
          default -> SameDiffEngine.of(model, vocab, length);
        };
    var random = new SplittableRandom(1);
    batch = SequenceBatch.allocate(batchSize, length, vocab);
    for (int i = 0; i < batch.tokens().length; i++) {
      batch.tokens()[i] = random.nextInt(vocab);
    }
    Arrays.fill(batch.targets(), 1f / vocab);
    float[] start = new float[model.layout(vocab, length).size()];
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (random.nextDouble() - 0.5);
    }
    parameters = Nd4j.createFromArray(start);
    gradient = Nd4j.create(DataType.FLOAT, start.length);
  }

  @Benchmark
  public double lossAndGradient() {
    return gradientEngine.lossAndGradient(batch, parameters, gradient);
  }

  @Benchmark
  public double loss() {
    return gradientEngine.loss(batch, parameters);
  }

  @TearDown
  public void close() {
    gradientEngine.close();
  }
}
