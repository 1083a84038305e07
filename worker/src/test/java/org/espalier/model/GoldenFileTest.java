package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenFileTest {

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void lossIsTheCrossEntropyOfTheProbabilities(String name) {
    GoldenFile golden = GoldenFile.read(name);
    double epsilon = golden.model() instanceof Model.Reduced reduced ? reduced.epsilon() : 0;
    double loss = 0;
    for (int i = 0; i < golden.targets().length; i++) {
      loss -= golden.targets()[i] * Math.log(golden.probabilities()[i] + epsilon);
    }
    assertThat(golden.loss() / (loss / golden.batch().size())).isBetween(1 - 1e-12, 1 + 1e-12);
    assertThat(golden.gradient()).hasSameSizeAs(golden.parameters());
  }
}
