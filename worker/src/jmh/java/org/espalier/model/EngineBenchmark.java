package org.espalier.model;

import java.util.Arrays;
import java.util.List;
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
 * Loss and gradient of every model, on the kernel that a trial gets and on SameDiff.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * EngineBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {

  @Param({"3x20", "10x20"})
  public String vocabAndLength;

  /** Heads of a disentangled model, or a model's name; the transformer has width and hidden 30. */
  @Param({"1-1", "2-1", "1-1-1", "transformer", "reduced"})
  public String model;

  @Param({"kernel", "samediff"})
  public String engine;

  /** Sequences B. */
  @Param("1024")
  public int batchSize;

  /** Positions at which predictions count. */
  @Param("LAST")
  public LossPositions loss;

  private GradientEngine made;
  private SequenceBatch batch;
  private INDArray parameters;
  private INDArray gradient;

  @Setup(Level.Trial)
  public void prepare() {
    String[] sizes = vocabAndLength.split("x");
    int vocab = Integer.parseInt(sizes[0]);
    int length = Integer.parseInt(sizes[1]);
    Model shape = shape();
    EngineChoice choice = engine.equals("kernel") ? EngineChoice.KERNEL : EngineChoice.SAMEDIFF;
    made = GradientEngines.create(shape, vocab, length, batchSize, choice, loss);
    var random = new SplittableRandom(1);
    batch =
        loss == LossPositions.ALL
            ? SequenceBatch.allocateWithAllTargets(batchSize, length, vocab)
            : SequenceBatch.allocate(batchSize, length, vocab);
    for (int i = 0; i < batch.tokens().length; i++) {
      batch.tokens()[i] = random.nextInt(vocab);
    }
    Arrays.fill(batch.targets(), 1f / vocab);
    float[] start = new float[shape.layout(vocab, length).size()];
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (random.nextDouble() - 0.5);
    }
    parameters = Nd4j.createFromArray(start);
    gradient = Nd4j.create(DataType.FLOAT, start.length);
  }

  private Model shape() {
    if (model.equals("transformer")) {
      return new Model.Transformer(30, 30, List.of(1, 1));
    }
    if (model.equals("reduced")) {
      return new Model.Reduced(.01);
    }
    return new Model.Disentangled(Arrays.stream(model.split("-")).map(Integer::valueOf).toList());
  }

  @Benchmark
  public double lossAndGradient() {
    return made.lossAndGradient(batch, parameters, gradient);
  }

  @TearDown
  public void close() {
    made.close();
  }
}
