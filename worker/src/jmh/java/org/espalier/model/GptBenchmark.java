package org.espalier.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
 * Loss and gradient of {@link Gpt} at the size of Edelman et al. (arXiv 2402.11004): S = 2, T =
 * 100, d = 16, two layers of one head, attention only, layer norm, loss at all positions, 64
 * sequences.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * GptBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GptBenchmark {
  private static final int VOCAB = 2;
  private static final int LENGTH = 100;
  private static final int BATCH = 64;
  private static final int WIDTH = 16;
  private static final int HEADS = 1;

  @Param({"relative", "relative-query", "rotary"})
  public String positions;

  @Param({"vector", "scalar"})
  public String engine; // or sequences: the kernel of one sequence at a time

  @Param("" + WIDTH)
  public int width;

  @Param("0")
  public int hidden;

  @Param("" + HEADS)
  public int heads; // of each of the two layers

  @Param("" + LENGTH)
  public int length;

  @Param("" + BATCH)
  public int batchSize;

  private GradientEngine kernel;
  private SequenceBatch batch;
  private INDArray parameters;
  private INDArray gradient;

  private static Gpt model(int width, int hidden, int heads, PositionEncoding positions) {
    return new Gpt(width, hidden, List.of(heads, heads), positions, NormKind.LAYER);
  }

  /** Multiply-adds in a call at the size of Edelman et al., without what the positions add. */
  public static double multiplyAdds() {
    Gpt model = model(WIDTH, 0, HEADS, PositionEncoding.NONE);
    return BATCH * Sizes.multiplyAdds(model, VOCAB, LENGTH);
  }

  @Setup(Level.Trial)
  public void prepare() {
    String constant = positions.toUpperCase(Locale.ROOT).replace('-', '_');
    Gpt model = model(width, hidden, heads, PositionEncoding.valueOf(constant));
    TileLoops loops = engine.equals("scalar") ? new ScalarTileLoops() : FastestLoops.fastest();
    kernel =
        engine.equals("sequences")
            ? LongGptModel.kernel(model, VOCAB, length, batchSize, loops)
            : GptNetwork.kernel(model, VOCAB, length, batchSize, LossPositions.ALL, loops);
    var random = new SplittableRandom(1);
    batch = SequenceBatch.allocateWithAllTargets(batchSize, length, VOCAB);
    for (int i = 0; i < batch.tokens().length; i++) {
      batch.tokens()[i] = random.nextInt(VOCAB);
    }
    Arrays.fill(batch.targets(), 1f / VOCAB);
    float[] start = new float[model.layout(VOCAB, length).size()];
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (random.nextDouble() - 0.5);
    }
    parameters = Nd4j.createFromArray(start);
    gradient = Nd4j.create(DataType.FLOAT, start.length);
  }

  @Benchmark
  public double lossAndGradient() {
    return kernel.lossAndGradient(batch, parameters, gradient);
  }

  @TearDown
  public void close() {
    kernel.close();
  }
}
