package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.graph.GraphFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The studies in {@code sweeps/}. */
class ShippedSweepsTest {
  private static final Path SWEEPS = Path.of("..", "sweeps");

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(SWEEPS)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void eachIsReadAndNamedLikeItsFile(Path file) {
    Sweep sweep = SweepReader.read(file, List.of());
    assertThat(file.getFileName()).hasToString(sweep.name() + ".conf");
    assertThat(sweep.description()).isNotBlank();
    if (!sweep.name().startsWith("atlas")) { // whose grids meet in its base
      assertThat(sweep.duplicates()).as("cells that stand for the same trial").isZero();
    }
  }

  @Test
  void theQuickstartCrossesFamiliesModelsAndSeeds() {
    List<Sweep.Variation> axes =
        SweepReader.read(SWEEPS.resolve("quickstart.conf"), List.of()).axes();
    assertThat(axes)
        .extracting(Sweep.Variation::path)
        .containsExactly("graph.family", "model.heads", "seed");
    assertThat(axes.get(0).values()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(axes.get(1).values()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(axes.get(2).values()).hasSizeGreaterThanOrEqualTo(3);
  }

  /** The released run's 20 graphs have 182 edges in all. */
  @Test
  void figure9HasTheGraphsOfTheReleasedRun() {
    Sweep sweep = SweepReader.read(SWEEPS.resolve("figure9.conf"), List.of());
    List<GraphFamily.Explicit> graphs =
        sweep.trials().stream().map(trial -> (GraphFamily.Explicit) trial.graph()).toList();
    assertThat(graphs).hasSize(20).doesNotHaveDuplicates();
    assertThat(graphs.stream().flatMap(g -> g.parents().stream()).filter(p -> p >= 0).count())
        .isEqualTo(182);
  }
}
