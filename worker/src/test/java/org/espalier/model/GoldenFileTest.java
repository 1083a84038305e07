package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenFileTest {

  @ParameterizedTest
  @FieldSource("org.espalier.model.GoldenFile#ALL")
  void lossIsTheCrossEntropyOfTheProbabilities(String name) {
    GoldenFile golden = GoldenFile.read(name);
    double loss = 0;
    for (int i = 0; i < golden.targets().length; i++) {
      loss -= golden.targets()[i] * Math.log(golden.probabilities()[i]);
    }
    assertThat(golden.loss() / (loss / golden.batch().size())).isBetween(1 - 1e-12, 1 + 1e-12);
    assertThat(golden.gradient()).hasSameSizeAs(golden.parameters());
  }
}
