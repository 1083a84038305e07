package org.espalier.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.Seeds;
import org.espalier.graph.CausalGraph;
import org.junit.jupiter.api.Test;

class ChowLiuTest {

  /** All labelled trees of 6 nodes by their Pruefer sequences: 6^4 of them. */
  @Test
  void noSpanningTreeHasMoreInformation() {
    var random = Seeds.random(Seeds.of("noSpanningTreeHasMoreInformation", 8));
    for (int matrix = 0; matrix < 20; matrix++) {
      double[][] information = new double[6][];
      for (int i = 0; i < 6; i++) {
        information[i] = random.doubles(i).toArray();
      }
      double most = 0;
      for (int code = 0; code < 1296; code++) {
        most = Math.max(most, weight(code, information));
      }
      CausalGraph tree = ChowLiu.tree(information);
      assertThat(tree.edges()).hasSize(5);
      double weight =
          tree.edges().stream().mapToDouble(e -> information[e.child()][e.parent()]).sum();
      assertThat(weight).isCloseTo(most, within(1e-12));
    }
  }

  private static double weight(int code, double[][] information) {
    int[] sequence = {code % 6, code / 6 % 6, code / 36 % 6, code / 216};
    int[] degree = {1, 1, 1, 1, 1, 1};
    for (int node : sequence) {
      degree[node]++;
    }
    double sum = 0;
    for (int node : sequence) {
      int leaf = 0;
      while (degree[leaf] != 1) {
        leaf++;
      }
      sum += information[Math.max(leaf, node)][Math.min(leaf, node)];
      degree[leaf]--;
      degree[node]--;
    }
    int first = -1;
    for (int node = 0; node < 6; node++) {
      if (degree[node] == 1) {
        if (first >= 0) {
          sum += information[node][first];
        }
        first = node;
      }
    }
    return sum;
  }
}
