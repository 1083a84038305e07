package org.espalier.task;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
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
 * Drawing a batch of B = 1024 sequences at alpha = 0.1: ours beside the plain way with a library's
 * generator and Gamma variates, one sequence after the other.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec -Dbench="org.openjdk.jmh.Main
 * SamplerBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplerBenchmark {

  private static final int BATCH_SIZE = 1024;
  private static final double ALPHA = 0.1;

  @Param({"3x20", "10x20", "5x32", "10x100", "64x20"})
  public String vocabAndLength;

  private int vocab;
  private int length;
  private SequenceSampler chain;
  private SequenceSampler dag;
  private SequenceBatch batch;
  private UniformRandomProvider random;
  private SharedStateContinuousSampler gamma;

  @Setup
  public void prepare() {
    String[] sizes = vocabAndLength.split("x");
    vocab = Integer.parseInt(sizes[0]);
    length = Integer.parseInt(sizes[1]);
    var task = new TaskSettings(vocab, length, new TransitionPrior.Dirichlet(ALPHA), 0, 0);
    random = RandomSource.XO_SHI_RO_256_PP.create(1);
    gamma = AhrensDieterMarsagliaTsangGammaSampler.of(random, ALPHA, 1);
    chain = new SequenceSampler(graph(new GraphFamily.Chain()), task, 1);
    dag =
        new SequenceSampler(graph(new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.PAPER)), task, 1);
    batch = SequenceBatch.allocate(BATCH_SIZE, length, vocab);
  }

  private GenerativeGraph graph(GraphFamily family) {
    return Violations.NONE.apply(family, length, random);
  }

  @Benchmark
  public SequenceBatch chain() {
    chain.draw(batch);
    return batch;
  }

  @Benchmark
  public SequenceBatch dagOfTwoParents() {
    dag.draw(batch);
    return batch;
  }

  /** The chain, plainly. */
  @Benchmark
  public SequenceBatch plainChain() {
    double[] p = new double[vocab * vocab];
    double[] pi = new double[vocab * vocab];
    double[] mu = new double[vocab];
    for (int b = 0; b < BATCH_SIZE; b++) {
      for (int r = 0; r < p.length; r += vocab) {
        double sum = 0;
        for (int s = r; s < r + vocab; s++) {
          p[s] = gamma.sample();
          sum += p[s];
        }
        for (int s = r; s < r + vocab; s++) {
          p[s] /= sum;
        }
      }
      System.arraycopy(p, 0, pi, 0, p.length);
      stationary(p, mu);
      int token = draw(mu, 0);
      for (int i = 0; i < length - 1; i++) {
        batch.tokens()[i * BATCH_SIZE + b] = token;
        token = draw(pi, token * vocab);
      }
      int query = random.nextInt(vocab);
      batch.tokens()[(length - 1) * BATCH_SIZE + b] = query;
      for (int s = 0; s < vocab; s++) {
        batch.targets()[s * BATCH_SIZE + b] = (float) pi[query * vocab + s];
      }
    }
    return batch;
  }

  private int draw(double[] distribution, int from) {
    double u = random.nextDouble();
    int s = 0;
    for (double sum = distribution[from];
        s < vocab - 1 && u >= sum;
        sum += distribution[from + s]) {
      s++;
    }
    return s;
  }

  private void stationary(double[] p, double[] mu) {
    for (int k = vocab - 1; k > 0; k--) {
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += p[k * vocab + j];
      }
      for (int i = 0; i < k; i++) {
        p[i * vocab + k] /= sum;
        for (int j = 0; j < k; j++) {
          p[i * vocab + j] += p[i * vocab + k] * p[k * vocab + j];
        }
      }
    }
    mu[0] = 1;
    double total = 1;
    for (int k = 1; k < vocab; k++) {
      mu[k] = 0;
      for (int i = 0; i < k; i++) {
        mu[k] += mu[i] * p[i * vocab + k];
      }
      total += mu[k];
    }
    for (int k = 0; k < vocab; k++) {
      mu[k] /= total;
    }
  }
}
