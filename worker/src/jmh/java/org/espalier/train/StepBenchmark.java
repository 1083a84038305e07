package org.espalier.train;

import java.util.concurrent.TimeUnit;
import org.espalier.graph.CausalGraph;
import org.espalier.model.EngineChoice;
import org.espalier.model.GradientEngine;
import org.espalier.model.GradientEngines;
import org.espalier.model.Parameters;
import org.espalier.model.Sizes;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
 * A training step of the two-layer model on a chain, alpha = 0.1, SGD: whole, and its parts beside
 * the kernel, which are drawing the batch and the optimiser's update.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * StepBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBenchmark {

  @Param({"3x20", "10x20", "5x32", "10x100"})
  public String vocabAndLength;

  @Param({"1-1", "2-1"})
  public String heads;

  @Param("1024")
  public int batchSize;

  private GradientEngine engine;
  private SequenceSampler sampler;
  private SequenceBatch batch;
  private Trainer trainer;
  private OptimizerUpdate sgd;
  private OptimizerUpdate adam;
  private int steps;

  @Setup(Level.Trial)
  public void prepare() {
    int[] sizes = Sizes.parse(vocabAndLength);
    int vocab = sizes[0];
    int length = sizes[1];
    var model = Sizes.model(heads);
    int[] chain = new int[length - 1];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = i - 1;
    }
    var task = new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(0.1), 0, 0);
    sampler = new SequenceSampler(CausalGraph.ofParents(chain), task, 1);
    batch = SequenceBatch.allocate(batchSize, length, vocab);
    engine = GradientEngines.create(model, vocab, length, batchSize, EngineChoice.KERNEL);
    var parameters = Parameters.zeros(model.layout(vocab, length), DataType.FLOAT);
    var settings =
        new TrainingSettings(
            new Optimizer.Sgd(),
            0.1,
            Schedule.CONSTANT,
            0,
            Integer.MAX_VALUE,
            batchSize,
            new Algorithm.Joint());
    trainer = new Trainer(engine, sampler, batch, parameters, settings);
    INDArray numbers = parameters.flat().like();
    sgd = new OptimizerUpdate(new Optimizer.Sgd(), 0, numbers, numbers.like());
    var adamW = new Optimizer.AdamW(0.9, 0.999, 1e-8);
    adam = new OptimizerUpdate(adamW, 1e-4, numbers.like(), numbers.like());
  }

  @Benchmark
  public double wholeStep() {
    return trainer.step();
  }

  @Benchmark
  public void draw() {
    sampler.draw(batch);
  }

  @Benchmark
  public void updateSgd() {
    sgd.apply(steps++, 0.1);
  }

  @Benchmark
  public void updateAdamW() {
    adam.apply(steps++, 0.1);
  }

  @TearDown
  public void close() {
    engine.close();
  }
}
