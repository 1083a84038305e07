package org.espalier.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.espalier.task.RootDistribution;
import org.espalier.task.TransitionPrior;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evidences, best trees by enumeration and informations of an independent implementation. */
class RivalGoldenTest {

  private static JsonNode golden;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        RivalGoldenTest.class.getResourceAsStream("/golden/structure-score.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    assertThat(golden).hasSize(3);
  }

  /** The reference leaves out the roots, which cost ln S each under the uniform distribution. */
  @Test
  void evidenceIsTheReferences() {
    for (JsonNode one : golden) {
      ContextTokens tokens = tokens(one);
      var evidence = GraphEvidence.of(tokens, prior(one), 1, RootDistribution.UNIFORM);
      double roots = -tokens.sequences() * Math.log(tokens.vocab());
      assertThat(evidence.logEvidence(lists(one.get("true"))) - roots)
          .isCloseTo(one.get("trueEvidence").asDouble(), within(1e-9));
      assertThat(evidence.logEvidence(lists(one.get("bestTree"))) - roots)
          .isCloseTo(one.get("bestEvidence").asDouble(), within(1e-9));
    }
  }

  @Test
  void eightStartsFindTheBestOfAllTrees() {
    long seed = Seeds.of("eightStartsFindTheBestOfAllTrees", 1);
    for (JsonNode one : golden) {
      ContextTokens tokens = tokens(one);
      var best =
          GraphEvidence.of(tokens, prior(one), 1, RootDistribution.STATIONARY)
              .best(Optional.empty(), 8, Seeds.random(seed));
      double roots = -tokens.sequences() * Math.log(tokens.vocab());
      assertThat(best.logEvidence() - roots)
          .isCloseTo(one.get("bestEvidence").asDouble(), within(1e-9));
      assertThat(best.parents()).isDeepEqualTo(lists(one.get("bestTree")));
    }
  }

  @Test
  void pooledInformationIsTheReferences() {
    for (JsonNode one : golden) {
      double[][] information = PooledInformation.of(tokens(one));
      for (int i = 0; i < information.length; i++) {
        assertThat(information[i])
            .containsExactly(doubles(one.get("pooledInformation").get(i)), within(1e-12));
      }
    }
  }

  private static ContextTokens tokens(JsonNode one) {
    int[][] sequences =
        StreamSupport.stream(one.get("sequences").spliterator(), false)
            .map(RivalGoldenTest::ints)
            .toArray(int[][]::new);
    return ContextTokens.of(one.get("vocab").asInt(), sequences);
  }

  private static TransitionPrior prior(JsonNode one) {
    return new TransitionPrior.Dirichlet(one.get("alpha").asDouble());
  }

  private static int[][] lists(JsonNode parents) {
    CausalGraph graph = CausalGraph.ofParents(ints(parents));
    int[][] lists = new int[graph.size()][];
    Arrays.setAll(lists, graph::parents);
    return lists;
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
