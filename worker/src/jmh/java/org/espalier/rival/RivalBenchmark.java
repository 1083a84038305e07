package org.espalier.rival;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.espalier.task.SequenceBatch;
import org.espalier.task.SequenceSampler;
import org.espalier.task.TaskSettings;
import org.espalier.task.TransitionPrior;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What rivals cost on N sequences of length T, S = 3, alpha = 0.1, random trees; the evidence with
 * all its starts. {@link RivalTable} prints it as a table.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * RivalBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RivalBenchmark {

  private static final int VOCAB = 3;

  /** What the thread itself was given of a core: calls and milliseconds of an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class CpuTime {
    public long calls;
    public double cpuMilliseconds;
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Param({"1024", "4096", "16384"})
  public int sequences;

  @Param({"12", "20", "40"})
  public int length;

  @Param({"POOLED_INFORMATION", "CHOW_LIU", "CONDITIONAL_INFORMATION", "EVIDENCE"})
  public RivalMethod method;

  private final GraphFamily family = new GraphFamily.RandomTree();
  private TaskSettings task;
  private SequenceBatch batch;

  static TaskSettings task(int length) {
    return new TaskSettings(VOCAB, length, new TransitionPrior.Dirichlet(0.1), 0, 0);
  }

  @Setup
  public void prepare() {
    task = task(length);
    batch = SequenceBatch.allocate(sequences, length, VOCAB);
    var random = RandomSource.XO_SHI_RO_256_PP.create(1);
    new SequenceSampler(Violations.NONE.apply(family, length, random), task, 1).draw(batch);
  }

  @Benchmark
  public Finding find(CpuTime time) {
    long start = THREADS.getCurrentThreadCpuTime();
    Finding found = Rivals.of(batch, family, task, 1).find(method);
    time.cpuMilliseconds += (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
    time.calls++;
    return found;
  }
}
