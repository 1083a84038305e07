package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.espalier.Seeds;
import org.espalier.task.SequenceBatch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The model that has no kernel, against the disentangled one with A = Q K^T. */
class FactoredTest {
  private static final int VOCAB = 3;
  private static final int LENGTH = 5;
  private static final int SIZE = 6;

  private final Factored model = new Factored(List.of(2, 1), 2);
  private final long seed = Seeds.of("FactoredTest", 51);
  private final SequenceBatch batch = Examples.batch(SIZE, LENGTH, VOCAB, seed);

  private Parameters parameters() {
    ParameterLayout layout = model.layout(VOCAB, LENGTH);
    return new Parameters(layout, Nd4j.createFromArray(Examples.normals(layout.size(), .5, seed)));
  }

  /** The disentangled model with the same attention matrices. */
  private static Parameters merged(Parameters factors) {
    var disentangled = new Model.Disentangled(List.of(2, 1));
    Parameters merged =
        Parameters.zeros(disentangled.layout(VOCAB, LENGTH), factors.flat().dataType());
    for (String head : List.of("1.1", "1.2", "2.1")) {
      INDArray a = factors.view("Q" + head).mmul(factors.view("K" + head).transpose());
      merged.view("A" + head).assign(a);
    }
    merged.view("W").assign(factors.view("W"));
    return merged;
  }

  @Test
  void theLossIsThatOfTheDisentangledModelWithTheProductOfTheFactors() {
    Parameters factors = parameters();
    Parameters merged = merged(factors);
    try (var factored = SameDiffEngine.of(model, VOCAB, LENGTH);
        var kernel =
            GradientEngines.create(
                new Model.Disentangled(List.of(2, 1)), VOCAB, LENGTH, SIZE, EngineChoice.KERNEL)) {
      double loss = kernel.loss(batch, merged.flat().castTo(DataType.FLOAT));
      assertThat(factored.loss(batch, factors.flat())).isCloseTo(loss, within(1e-5));
    }
  }

  /** dL/dQ = dL/dA K and dL/dK = (dL/dA)^T Q. */
  @Test
  void theGradientFollowsFromThatOfTheMergedMatrixByTheChainRule() {
    Parameters factors = parameters();
    Parameters merged = merged(factors);
    var disentangled = new Model.Disentangled(List.of(2, 1));
    var gradient = new Parameters(factors.layout(), Nd4j.zerosLike(factors.flat()));
    var mergedGradient = new Parameters(merged.layout(), Nd4j.zerosLike(merged.flat()));
    try (var factored = SameDiffEngine.of(model, VOCAB, LENGTH);
        var reference = SameDiffEngine.of(disentangled, VOCAB, LENGTH)) {
      factored.lossAndGradient(batch, factors.flat(), gradient.flat());
      reference.lossAndGradient(batch, merged.flat(), mergedGradient.flat());
    }
    for (String head : List.of("1.1", "1.2", "2.1")) {
      INDArray a = mergedGradient.view("A" + head);
      assertSame(gradient.view("Q" + head), a.mmul(factors.view("K" + head)));
      assertSame(gradient.view("K" + head), a.transpose().mmul(factors.view("Q" + head)));
    }
    assertSame(gradient.view("W"), mergedGradient.view("W"));
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(expected.norm2Number().doubleValue()).isGreaterThan(1e-6);
    assertThat(actual.sub(expected).norm2Number().doubleValue())
        .isLessThan(1e-9 * expected.norm2Number().doubleValue());
  }

  @Test
  void attentionIsReadFromTheGraphForEveryLayerAndHead() {
    Parameters factors = parameters();
    List<List<double[][]>> expected =
        AttentionMaps.mean(new Model.Disentangled(List.of(2, 1)), merged(factors), batch);
    List<List<double[][]>> layers = AttentionMaps.mean(model, factors, batch);
    assertThat(layers).hasSize(2);
    for (int l = 0; l < 2; l++) {
      assertThat(layers.get(l)).hasSize(expected.get(l).size());
      for (int h = 0; h < expected.get(l).size(); h++) {
        for (int i = 0; i < LENGTH; i++) {
          assertThat(layers.get(l).get(h)[i])
              .containsExactly(expected.get(l).get(h)[i], within(1e-6));
        }
      }
    }
    assertThat(AttentionMaps.firstLayer(model, factors, batch)).hasSize(2);
  }

  @Test
  void autoTakesSameDiffWhereThereIsNoKernelAndAKernelIsRefused() {
    assertThat(EngineChoice.AUTO.of(model)).isEqualTo(EngineChoice.SAMEDIFF);
    assertThat(EngineChoice.AUTO.of(new Model.Reduced(.01))).isEqualTo(EngineChoice.KERNEL);
    try (var engine = GradientEngines.create(model, 3, 5, 8, EngineChoice.AUTO)) {
      assertThat(engine.name()).isEqualTo("samediff");
    }
    assertThatThrownBy(() -> GradientEngines.create(model, 3, 5, 8, EngineChoice.KERNEL))
        .hasMessageContaining("no kernel for Factored");
  }
}
