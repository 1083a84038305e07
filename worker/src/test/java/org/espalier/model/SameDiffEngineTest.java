package org.espalier.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SameDiffEngineTest {

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void doublesAgreeWithTheGoldenFile(String name) {
    agrees(GoldenFile.read(name), DataType.DOUBLE, 1e-10);
  }

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void floatsAgreeWithTheGoldenFile(String name) {
    // scores of size 60 have lost six bits of what the exponential sees
    double tolerance = name.equals("disentangled-large-logits") ? 1e-4 : 1e-5;
    agrees(GoldenFile.read(name), DataType.FLOAT, tolerance);
  }

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void attentionAgreesWithTheGoldenFile(String name) {
    GoldenFile golden = GoldenFile.read(name);
    assumeThat(golden.model()).isNotInstanceOf(Model.Reduced.class);
    var batch = golden.batch();
    INDArray parameters = Nd4j.createFromArray(golden.parameters());
    try (var engine = SameDiffEngine.of(golden.model(), batch.vocab(), batch.length())) {
      for (int l = 0; l < golden.attention().length; l++) {
        for (int h = 0; h < golden.attention()[l].length; h++) {
          INDArray expected = Nd4j.createFromArray(golden.attention()[l][h]);
          INDArray actual = engine.output(batch, parameters, SameDiffGraph.attention(l, h));
          assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-14);
        }
      }
    }
  }

  @Test
  void batchesOfAnySizeGiveTheMeanOfTheirSequences() {
    var model = new Model.Disentangled(List.of(2, 1));
    var layout = model.layout(3, 4);
    INDArray parameters = Nd4j.createFromArray(Examples.normals(layout.size(), 1, 5));
    SequenceBatch all = Examples.batch(5, 4, 3, 6);
    INDArray whole = Nd4j.zeros(DataType.DOUBLE, layout.size());
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, layout.size());
    INDArray one = Nd4j.zeros(DataType.DOUBLE, layout.size());
    try (var engine = SameDiffEngine.of(model, 3, 4)) {
      double loss = engine.lossAndGradient(all, parameters, whole);
      double losses = 0;
      for (int b = 0; b < 5; b++) {
        losses += engine.lossAndGradient(Examples.single(all, b), parameters, one);
        sum.addi(one);
      }
      assertThat(losses / 5).isCloseTo(loss, within(1e-12));
      assertThat(sum.div(5).sub(whole).amaxNumber().doubleValue()).isLessThan(1e-12);
    }
  }

  @Test
  void differentiatesWithoutAWord() {
    var written = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(written, true, UTF_8));
    try (var engine = SameDiffEngine.of(new Model.Disentangled(List.of(1)), 2, 3)) {
      int n = new Model.Disentangled(List.of(1)).layout(2, 3).size();
      engine.lossAndGradient(
          Examples.batch(2, 3, 2, 7), Nd4j.zeros(DataType.FLOAT, n), Nd4j.zeros(DataType.FLOAT, n));
    } finally {
      System.setOut(out);
    }
    assertThat(written.toString(UTF_8)).isEmpty();
  }

  private static void agrees(GoldenFile golden, DataType type, double tolerance) {
    var batch = golden.batch();
    INDArray parameters = Nd4j.createFromArray(golden.parameters()).castTo(type);
    INDArray gradient = Nd4j.zeros(type, golden.gradient().length);
    try (var engine = SameDiffEngine.of(golden.model(), batch.vocab(), batch.length())) {
      double loss = engine.lossAndGradient(batch, golden.targets(), parameters, gradient);
      assertThat(loss).isCloseTo(golden.loss(), within(tolerance * golden.loss()));
      assertThat(engine.loss(batch, parameters)).isCloseTo(loss, within(1e-6 * loss));
      var layout = golden.model().layout(batch.vocab(), batch.length());
      GradientComparison.assertClose(
          layout, gradient.toDoubleVector(), golden.gradient(), tolerance);

      float[] probabilities = new float[golden.probabilities().length];
      engine.probabilities(batch, parameters, probabilities);
      for (int i = 0; i < probabilities.length; i++) {
        assertThat((double) probabilities[i]).isCloseTo(golden.probabilities()[i], within(1e-6));
      }
    }
  }
}
