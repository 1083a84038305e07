package org.espalier.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stationary distributions and posteriors computed by an independent implementation. */
class TaskGoldenTest {

  private static JsonNode golden;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = TaskGoldenTest.class.getResourceAsStream("/golden/task.json")) {
      golden = new ObjectMapper().readTree(in);
    }
  }

  @Test
  void stationaryDistributionIsTheReferences() {
    assertThat(golden.get("stationary")).isNotEmpty();
    for (JsonNode one : golden.get("stationary")) {
      double[] expected = doubles(one.get("stationary"));
      int vocab = expected.length;
      double[][] pi = new double[vocab * vocab][1];
      double[] logs = new double[vocab * vocab];
      for (int i = 0; i < logs.length; i++) {
        pi[i][0] = one.get("transition").get(i / vocab).get(i % vocab).asDouble();
        logs[i] = Math.log(pi[i][0]);
      }
      double[][] mu = new double[vocab][1];
      var distribution = new StationaryDistribution(vocab, 1, TransitionLoops.fastest());
      distribution.solve(pi, mu);
      assertThat(distribution.isSolved(0)).isTrue();
      assertThat(firstLane(mu)).containsExactly(expected, within(1e-13));
      distribution.solveLogs(logs, mu, 0);
      assertThat(firstLane(mu)).containsExactly(expected, within(1e-12));
    }
  }

  @Test
  void posteriorIsTheReferences() {
    assertThat(golden.get("bayes")).isNotEmpty();
    for (JsonNode one : golden.get("bayes")) {
      var graph = CausalGraph.ofParents(ints(one.get("parents")));
      int vocab = one.get("vocab").asInt();
      int[] tokens = ints(one.get("tokens"));
      var batch = new SequenceBatch(1, tokens.length, vocab, tokens, new float[vocab]);
      var prior = new TransitionPrior.Dirichlet(one.get("alpha").asDouble());
      double[] mean = new double[vocab];
      TransitionPosterior.of(graph, prior).predict(batch, 0, new int[vocab], mean);
      assertThat(mean).containsExactly(doubles(one.get("posteriorMean")), within(1e-14));
    }
  }

  private static double[] firstLane(double[][] lanes) {
    return Arrays.stream(lanes).mapToDouble(lane -> lane[0]).toArray();
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static double[] doubles(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
