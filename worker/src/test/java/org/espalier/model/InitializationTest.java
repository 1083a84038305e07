package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class InitializationTest {

  @Test
  void scaleZeroStartsTheDisentangledModelAtZero() {
    var parameters = Initialization.draw(new Model.Disentangled(List.of(1, 1)), 3, 5, 0, random());
    assertThat(parameters.flat().toFloatVector()).containsOnly(0f);
  }

  @Test
  void scaleIsTheDeviationOfTheAttentionMatricesAndOfThemAlone() {
    var model = new Model.Disentangled(List.of(3, 1));
    var parameters = Initialization.draw(model, 10, 20, 1e-4, random());
    assertDeviation(parameters, "A1.2", 1e-4);
    assertDeviation(parameters, "A2.1", 1e-4);
    assertThat(parameters.view("A1.1")).isNotEqualTo(parameters.view("A1.2"));
    assertThat(parameters.view("W").amaxNumber().floatValue()).isZero();
  }

  @Test
  void reducedModelStartsAtBetaTimesTheIdentity() {
    var parameters = Initialization.draw(new Model.Reduced(.01), 3, 4, .25, random());
    assertThat(parameters.view("A1").amaxNumber().floatValue()).isZero();
    assertThat(parameters.view("A2").toFloatMatrix())
        .isDeepEqualTo(new float[][] {{.25f, 0, 0}, {0, .25f, 0}, {0, 0, .25f}});
    var several = Initialization.draw(new Model.Reduced(.01, List.of(2, 1)), 2, 4, .5, random());
    assertThat(several.view("A1.2").amaxNumber().floatValue()).isZero();
    assertThat(several.view("A2").toFloatMatrix())
        .isDeepEqualTo(
            new float[][] {{.5f, 0, 0, 0}, {0, .5f, 0, 0}, {0, 0, .5f, 0}, {0, 0, 0, .5f}});
  }

  @Test
  void transformerStartsWithUnitRowsAndSilentBranches() {
    var model = new Model.Transformer(40, 60, List.of(1, 2));
    var parameters = Initialization.draw(model, 30, 50, 0, random());
    assertDeviation(parameters, "wte", 1 / Math.sqrt(40));
    assertDeviation(parameters, "wpe", 1 / Math.sqrt(40));
    assertDeviation(parameters, "V2", 1 / Math.sqrt(40));
    assertDeviation(parameters, "U1", 1 / Math.sqrt(60));
    for (String name : List.of("A1.1", "A2.2", "b1", "O1", "c2", "W")) {
      assertThat(parameters.view(name).amaxNumber().floatValue()).as(name).isZero();
    }
  }

  @Test
  void equalSeedsGiveEqualParameters() {
    var model = new Model.Transformer(4, 6, List.of(1));
    assertThat(Initialization.draw(model, 3, 5, 0, random()).flat())
        .isEqualTo(Initialization.draw(model, 3, 5, 0, random()).flat());
  }

  /** Six standard errors, with a fixed seed: never a false alarm. */
  private static void assertDeviation(Parameters parameters, String name, double expected) {
    var view = parameters.view(name);
    double sixErrors = 6 / Math.sqrt(2.0 * view.length());
    double rootMeanSquare = view.norm2Number().doubleValue() / Math.sqrt((double) view.length());
    assertThat(rootMeanSquare / expected).as(name).isCloseTo(1, within(sixErrors));
  }

  private static UniformRandomProvider random() {
    return RandomSource.XO_RO_SHI_RO_128_PP.create(11L);
  }
}
