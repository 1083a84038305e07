package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.espalier.Seeds;
import org.espalier.graph.GenerativeGraph;
import org.espalier.graph.GraphFamily;
import org.espalier.graph.Violations;
import org.junit.jupiter.api.Test;

/** Predictions from the symbols that have followed the last m. */
class NGramTest {

  @Test
  void predictionsAreTheReferences() throws IOException {
    JsonNode golden;
    try (InputStream in = NGramTest.class.getResourceAsStream("/golden/ngram.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    assertThat(golden).hasSize(12);
    for (JsonNode one : golden) {
      int vocab = one.get("vocab").asInt();
      int[] tokens =
          StreamSupport.stream(one.get("tokens").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      double alpha = one.get("alpha").asDouble();
      int m = one.get("m").asInt();
      var batch = new SequenceBatch(1, tokens.length, vocab, tokens, new float[vocab]);
      double[] expected =
          StreamSupport.stream(one.get("prediction").spliterator(), false)
              .mapToDouble(JsonNode::asDouble)
              .toArray();
      for (NGram predictor :
          List.of(
              NGram.of(m, 0, vocab, new TransitionPrior.Dirichlet(alpha)),
              NGram.of(m, 0, vocab, alpha))) {
        double[] f = new double[vocab];
        predictor.predict(batch, 0, f);
        assertThat(f).containsExactly(expected, within(1e-14));
        predictor.predict(batch, 0, f);
        assertThat(f).as("a second time").containsExactly(expected, within(1e-14));
      }
    }
  }

  /**
   * Once all its parents are shown, a token of a chain of order k has the k-gram for a posterior.
   */
  @Test
  void theGramOfTheChainsOwnOrderIsTheTransitionPosterior() {
    for (int delay : new int[] {0, 2}) {
      var family = new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE, delay);
      GenerativeGraph graph = Violations.NONE.apply(family, 15, null);
      var task = new TaskSettings(3, 15, new TransitionPrior.Dirichlet(0.4), 0, 0);
      var batch = SequenceBatch.allocateWithAllTargets(30, 15, 3);
      new SequenceSampler(graph, task, Seeds.of("theGramOfTheChainsOwnOrder", 61)).draw(batch);
      List<TransitionPosterior> posteriors = TransitionPosterior.ofAllPositions(graph, task);
      NGram gram = NGram.of(2, delay, 3, task.prior());
      double[] f = new double[15 * 3];
      double[] mean = new double[3];
      for (int b = 0; b < batch.size(); b++) {
        gram.predict(batch, b, f);
        for (int i = 0; i < 15; i++) {
          posteriors.get(i).predict(batch, b, new int[3], mean);
          assertThat(Arrays.copyOfRange(f, i * 3, i * 3 + 3))
              .as("after position %d, delay %d", i, delay)
              .containsExactly(mean, within(1e-14));
        }
      }
    }
  }

  @Test
  void theTunedPseudoCountHasTheLeastLossOfTheGrid() {
    var family = new GraphFamily.Dag(2, GraphFamily.Dag.Pattern.CONSECUTIVE);
    GenerativeGraph graph = Violations.NONE.apply(family, 30, null);
    var task = new TaskSettings(2, 30, new TransitionPrior.Dirichlet(0.1), 0, 0);
    var batch = SequenceBatch.allocateWithAllTargets(200, 30, 2);
    new SequenceSampler(graph, task, Seeds.of("theTunedPseudoCount", 62)).draw(batch);
    List<SequenceBatch> batches = List.of(batch);
    double tuned = PredictorLoss.of(NGram.tuned(0, 0, 2, batches), batches);
    for (double a : NGram.GRID) {
      assertThat(tuned).isLessThanOrEqualTo(PredictorLoss.of(NGram.of(0, 0, 2, a), batches));
    }
    assertThat(tuned)
        .as("what follows fewer symbols is no Dirichlet row of the prior")
        .isLessThan(PredictorLoss.of(NGram.of(0, 0, 2, task.prior()), batches));
  }
}
