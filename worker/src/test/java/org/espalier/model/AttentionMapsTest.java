package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class AttentionMapsTest {

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void meansAgreeWithTheGoldenFile(String name) {
    GoldenFile golden = GoldenFile.read(name);
    var means = AttentionMaps.mean(golden.model(), parameters(golden), golden.batch());
    assertThat(means).hasSameSizeAs(golden.model().heads());
    for (int l = 0; l < golden.attention().length; l++) {
      assertThat(means.get(l)).hasSize(golden.attention()[l].length);
      for (int h = 0; h < golden.attention()[l].length; h++) {
        assertClose(means.get(l).get(h), meanOf(golden.attention()[l][h]), 1e-14);
      }
    }
  }

  @Test
  void meansOverManySequencesAreWhatTheReferenceSees() {
    var model = new Model.Disentangled(List.of(1, 2));
    SequenceBatch batch = Examples.batch(150, 5, 3, 8);
    var layout = model.layout(3, 5);
    var flat = Nd4j.createFromArray(Examples.normals(layout.size(), 1, 9));
    var means = AttentionMaps.mean(model, new Parameters(layout, flat), batch);
    try (var engine = SameDiffEngine.of(model, 3, 5)) {
      for (int l = 0; l < 2; l++) {
        for (int h = 0; h < model.heads().get(l); h++) {
          var p = engine.output(batch, flat, SameDiffGraph.attention(l, h)); // [B,T,T]
          assertClose(means.get(l).get(h), p.mean(0).toDoubleMatrix(), 1e-14);
        }
      }
    }
  }

  /** Of a model without a kernel, whose graph sees some sequences at a time. */
  @Test
  void noBitOfAMeanDependsOnHowManySequencesAGraphSees() {
    var model = new Factored(List.of(2, 1), 2);
    SequenceBatch batch = Examples.batch(150, 7, 3, 8);
    var layout = model.layout(3, 7);
    var flat = Nd4j.createFromArray(Examples.normals(layout.size(), 1, 9)).castTo(DataType.FLOAT);
    var means = AttentionMaps.mean(model, new Parameters(layout, flat), batch);
    try (var engine = SameDiffEngine.of(model, 3, 7)) {
      for (int l = 0; l < 2; l++) {
        for (int h = 0; h < model.heads().get(l); h++) {
          var all = engine.output(batch, flat, SameDiffGraph.attention(l, h)); // [B,T,T]
          assertThat(means.get(l).get(h)).isDeepEqualTo(all.mean(0).toDoubleMatrix());
        }
      }
    }
  }

  @Test
  void aGraphSeesTheLastLayerOfEachSequenceAFewAtATime() {
    var model = new Factored(List.of(1, 1), 2);
    SequenceBatch batch = Examples.batch(150, 5, 3, 8);
    var layout = model.layout(3, 5);
    var flat = Nd4j.createFromArray(Examples.normals(layout.size(), 1, 9)).castTo(DataType.FLOAT);
    var pauses = new ArrayList<Integer>();
    var seen = new ArrayList<Integer>();
    try (var engine = SameDiffEngine.of(model, 3, 5)) {
      var all = engine.output(batch, flat, SameDiffGraph.attention(1, 0)); // [B,T,T]
      AttentionMaps.lastLayer(
          model,
          new Parameters(layout, flat),
          batch,
          () -> pauses.add(seen.size()),
          (b, weights) -> {
            seen.add(b);
            assertThat(weights).isDeepEqualTo(all.slice(b).toDoubleMatrix());
          });
    }
    assertThat(seen).hasSize(150).isSorted().doesNotHaveDuplicates();
    assertThat(pauses).containsExactly(0, 64, 128);
  }

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void theLastLayerOfEachSequenceIsTheGoldenFilesMeanOverHeads(String name) {
    GoldenFile golden = GoldenFile.read(name);
    if (golden.model() instanceof Model.Reduced) {
      return; // whose file has the first layer alone
    }
    double[][][][] heads = golden.attention()[golden.attention().length - 1]; // [head][B][T][T]
    var seen = new ArrayList<Integer>();
    AttentionMaps.lastLayer(
        golden.model(),
        parameters(golden),
        golden.batch(),
        () -> {},
        (b, weights) -> {
          seen.add(b);
          double[][][] ofHeads = new double[heads.length][][];
          Arrays.setAll(ofHeads, h -> heads[h][b]);
          assertClose(weights, meanOf(ofHeads), 1e-14);
        });
    assertThat(seen).hasSize(golden.batch().size()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theReducedModelPredictsEachSequenceWithTheLastRowOfItsLastLayer() {
    GoldenFile golden = GoldenFile.read("reduced");
    SequenceBatch batch = golden.batch();
    AttentionMaps.lastLayer(
        golden.model(),
        parameters(golden),
        batch,
        () -> {},
        (b, weights) -> {
          double[] distribution = new double[batch.vocab()];
          for (int j = 0; j < batch.length(); j++) {
            distribution[batch.token(b, j)] += weights[batch.length() - 1][j];
          }
          for (int s = 0; s < distribution.length; s++) {
            double expected = golden.probabilities()[s * batch.size() + b];
            assertThat(predicted(golden.model(), distribution, s))
                .isCloseTo(expected, within(1e-14));
          }
        });
  }

  /** (f_s + epsilon) / (1 + S epsilon), of what a reduced model attends to. */
  private static double predicted(Model model, double[] f, int s) {
    double epsilon = ((Model.Reduced) model).epsilon();
    return (f[s] + epsilon) / (1 + f.length * epsilon);
  }

  @Test
  void theLastLayerOfAModelWithoutAKernelIsWhatItsGraphSees() {
    var model = new Factored(List.of(1, 2), 2);
    SequenceBatch batch = Examples.batch(3, 5, 3, 8);
    var layout = model.layout(3, 5);
    var flat = Nd4j.createFromArray(Examples.normals(layout.size(), 1, 9));
    var mean = AttentionMaps.mean(model, new Parameters(layout, flat), batch).get(1);
    double[][] sum = new double[5][5];
    AttentionMaps.lastLayer(
        model,
        new Parameters(layout, flat),
        batch,
        () -> {},
        (b, weights) -> {
          for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
              sum[i][j] += weights[i][j] / 3;
            }
          }
        });
    assertClose(sum, meanOf(new double[][][] {mean.get(0), mean.get(1)}), 1e-6);
  }

  @Test
  void reducedModelPredictsWithItsLastRow() {
    GoldenFile golden = GoldenFile.read("reduced");
    SequenceBatch batch = Examples.single(golden.batch(), 2);
    var means = AttentionMaps.mean(golden.model(), parameters(golden), batch);
    double[] distribution = new double[batch.vocab()];
    for (int j = 0; j < batch.length(); j++) {
      distribution[batch.token(0, j)] += means.get(1).get(0)[batch.length() - 1][j];
    }
    for (int s = 0; s < distribution.length; s++) {
      double expected = golden.probabilities()[s * golden.batch().size() + 2];
      assertThat(predicted(golden.model(), distribution, s)).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void reducedModelOfSeveralHeadsPredictsWithItsLastRow() {
    var model = new Model.Reduced(.01, List.of(3, 1));
    var layout = model.layout(3, 7);
    float[] numbers = new float[layout.size()];
    double[] normals = Examples.normals(numbers.length, 1, 5);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) normals[i];
    }
    var parameters = new Parameters(layout, Nd4j.createFromArray(numbers));
    SequenceBatch batch = Examples.batch(1, 7, 3, 6);
    var means = AttentionMaps.mean(model, parameters, batch);
    assertThat(means.get(0)).hasSize(3);
    float[] expected = new float[3];
    try (var engine = GradientEngines.create(model, 3, 7, 1, EngineChoice.KERNEL)) {
      engine.probabilities(batch, parameters.flat(), expected);
    }
    double[] distribution = new double[3];
    for (int j = 0; j < 7; j++) {
      distribution[batch.token(0, j)] += means.get(1).get(0)[6][j];
    }
    for (int s = 0; s < 3; s++) {
      assertThat(predicted(model, distribution, s)).isCloseTo(expected[s], within(1e-6));
    }
  }

  @Test
  void firstLayerOfTheDisentangledModelIsTheSoftmaxOfPositionScores() {
    var model = new Model.Disentangled(List.of(2, 1));
    var parameters = Parameters.zeros(model.layout(2, 3), DataType.FLOAT);
    parameters.view("A1.2").putScalar(2 + 2, 2 + 0, Math.log(3));
    parameters.view("A1.2").putScalar(2 + 1, 2 + 2, 100); // right of the diagonal
    var heads = AttentionMaps.firstLayer(model, parameters, Examples.batch(1, 3, 2, 1));
    assertThat(heads).hasSize(2);
    assertClose(heads.get(0), new double[][] {{1, 0, 0}, {.5, .5, 0}, third()}, 1e-7);
    assertClose(heads.get(1), new double[][] {{1, 0, 0}, {.5, .5, 0}, {.6, .2, .2}}, 1e-7);
  }

  @Test
  void firstLayerOfTheReducedModelIsItsP() {
    GoldenFile golden = GoldenFile.read("reduced");
    var heads = AttentionMaps.firstLayer(golden.model(), parameters(golden), golden.batch());
    assertClose(heads.get(0), golden.attention()[0][0][0], 1e-15);
  }

  @Test
  void firstLayerOfTheTransformerIsItsMean() {
    GoldenFile golden = GoldenFile.read("mlp-transformer");
    var heads = AttentionMaps.firstLayer(golden.model(), parameters(golden), golden.batch());
    assertClose(heads.get(0), meanOf(golden.attention()[0][0]), 1e-14);
  }

  private static double[] third() {
    return new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0};
  }

  private static Parameters parameters(GoldenFile golden) {
    var layout = golden.model().layout(golden.batch().vocab(), golden.batch().length());
    return new Parameters(layout, Nd4j.createFromArray(golden.parameters()));
  }

  private static double[][] meanOf(double[][][] matrices) {
    int n = matrices[0].length;
    double[][] mean = new double[n][n];
    for (double[][] matrix : matrices) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          mean[i][j] += matrix[i][j] / matrices.length;
        }
      }
    }
    return mean;
  }

  private static void assertClose(double[][] actual, double[][] expected, double tolerance) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).containsExactly(expected[i], within(tolerance));
    }
  }
}
