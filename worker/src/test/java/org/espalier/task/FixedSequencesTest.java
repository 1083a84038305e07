package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;

class FixedSequencesTest {

  private static final TransitionPrior PRIOR = new TransitionPrior.Dirichlet(0.5);
  private static final GenerativeGraph CHAIN =
      Violations.NONE.apply(new GraphFamily.Chain(), 12, null);
  private static final SequenceBatch LIKE = SequenceBatch.allocate(1, 12, 3);

  @Test
  void everyEpochHoldsEverySequenceOnceInAnotherOrder() {
    int samples = 50;
    var source =
        SequenceSource.training(
            SequenceProcess.of(CHAIN, new TaskSettings(3, 12, PRIOR, 0, samples)), 5, LIKE);
    var fresh = SequenceBatch.allocate(samples, 12, 3);
    SequenceSource.training(
            SequenceProcess.of(CHAIN, new TaskSettings(3, 12, PRIOR, 0, 0)), 5, LIKE)
        .draw(fresh);
    var all = new ArrayList<String>();
    var batch = SequenceBatch.allocate(30, 12, 3); // ends within epochs and spans two
    for (int n = 0; n < 5; n++) {
      source.draw(batch);
      all.addAll(sequences(batch));
    }
    List<String> data = sequences(fresh);
    Collections.sort(data);
    List<String> previous = List.of();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<String> order = all.subList(epoch * samples, (epoch + 1) * samples);
      assertThat(order).isNotEqualTo(previous);
      previous = order;
      var sorted = new ArrayList<>(order);
      Collections.sort(sorted);
      assertThat(sorted).isEqualTo(data);
    }
  }

  @Test
  void aBatchMayBeLargerThanTheDataSet() {
    var source =
        SequenceSource.training(
            SequenceProcess.of(CHAIN, new TaskSettings(3, 12, PRIOR, 0, 4)), 6, LIKE);
    var batch = SequenceBatch.allocate(12, 12, 3);
    source.draw(batch);
    for (String sequence : sequences(batch)) {
      assertThat(Collections.frequency(sequences(batch), sequence) % 3).isZero();
    }
  }

  private static List<String> sequences(SequenceBatch batch) {
    var sequences = new ArrayList<String>();
    for (int b = 0; b < batch.size(); b++) {
      var text = new StringBuilder();
      for (int i = 0; i < batch.length(); i++) {
        text.append(batch.token(b, i)).append(' ');
      }
      for (int s = 0; s < batch.vocab(); s++) {
        text.append(batch.target(b, s)).append(' ');
      }
      sequences.add(text.toString());
    }
    return sequences;
  }
}
