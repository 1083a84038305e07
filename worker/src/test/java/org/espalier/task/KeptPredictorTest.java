package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.Seeds;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;

/** Predictions that are worked out once. */
class KeptPredictorTest {
  private static final TaskSettings TASK =
      new TaskSettings(3, 9, new TransitionPrior.Dirichlet(0.3), 0, 0);

  /** Counts how often it is asked. */
  private static final class Counted implements Predictor {
    private final Predictor predictor;
    private int asked;

    private Counted(int order) {
      predictor = NGram.of(order, 0, TASK.vocab(), TASK.prior());
    }

    @Override
    public String name() {
      return predictor.name();
    }

    @Override
    public void predict(SequenceBatch batch, int b, double[] f) {
      asked++;
      predictor.predict(batch, b, f);
    }
  }

  private static List<SequenceBatch> batches() {
    var family = new GraphFamily.Dag(1, GraphFamily.Dag.Pattern.CONSECUTIVE);
    GenerativeGraph graph = Violations.NONE.apply(family, TASK.length(), null);
    var sampler = new SequenceSampler(graph, TASK, Seeds.of("keptPredictions", 71));
    List<SequenceBatch> batches =
        List.of(
            SequenceBatch.allocateWithAllTargets(5, TASK.length(), TASK.vocab()),
            SequenceBatch.allocateWithAllTargets(2, TASK.length(), TASK.vocab()));
    batches.forEach(sampler::draw);
    return batches;
  }

  /** 7 sequences of 9 positions and 3 symbols. */
  private static final long BYTES = 8L * 7 * 9 * 3;

  @Test
  void keptPredictionsAreTheSameBitForBitAndAskedForOnce() {
    List<SequenceBatch> batches = batches();
    var counted = new Counted(1);
    Predictor kept = KeptPredictor.of(List.of(counted), batches, BYTES).get(0);
    assertThat(kept.name()).isEqualTo("order-1");
    double[] f = new double[9 * 3];
    double[] expected = new double[9 * 3];
    for (int again = 0; again < 2; again++) {
      for (SequenceBatch batch : batches) {
        for (int b = batch.size() - 1; b >= 0; b--) {
          kept.predict(batch, b, f);
          counted.predictor.predict(batch, b, expected);
          assertThat(f).isEqualTo(expected);
        }
      }
    }
    assertThat(counted.asked).isEqualTo(7);
  }

  @Test
  void otherSequencesThanThoseKeptArePredictedAnew() {
    var counted = new Counted(0);
    Predictor kept = KeptPredictor.of(List.of(counted), batches(), BYTES).get(0);
    SequenceBatch other = batches().get(1);
    double[] f = new double[9 * 3];
    double[] expected = new double[9 * 3];
    kept.predict(other, 1, f);
    counted.predictor.predict(other, 1, expected);
    assertThat(f).isEqualTo(expected);
    assertThat(counted.asked).isEqualTo(8);
  }

  @Test
  void noMoreIsKeptThanTheLimit() {
    List<SequenceBatch> batches = batches();
    var first = new Counted(0);
    var second = new Counted(1);
    List<Predictor> all = KeptPredictor.of(List.of(first, second), batches, 2 * BYTES - 1);
    assertThat(all).hasSize(2);
    double[] f = new double[9 * 3];
    for (int again = 0; again < 3; again++) {
      all.get(0).predict(batches.get(0), 0, f);
      all.get(1).predict(batches.get(0), 0, f);
    }
    assertThat(first.asked).as("kept").isEqualTo(7);
    assertThat(second.asked).as("not kept").isEqualTo(3);
  }
}
