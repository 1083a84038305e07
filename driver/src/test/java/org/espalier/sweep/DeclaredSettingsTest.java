package org.espalier.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.setting.Declaration;
import org.espalier.setting.Part;
import org.espalier.setting.Settings;
import org.espalier.trial.ReferenceSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is declared of a run, of Spark and of replicates is what reference.conf has, both ways. */
final class DeclaredSettingsTest {

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of(RunSettings.SETTINGS, ReferenceSettings.ofRun()),
        Arguments.of(SparkSettings.SETTINGS, ReferenceSettings.ofSpark()),
        Arguments.of(Replicates.SETTINGS, ReferenceSettings.ofReplicates()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void everySettingIsDeclaredAndEveryDeclaredOneHasADefault(
      Declaration<?> declared, ReferenceSettings reference) {
    List<String> paths = declared.parts().stream().map(Part::paths).flatMap(List::stream).toList();
    assertThat(paths).doesNotHaveDuplicates();
    assertThat(reference.defaults().keySet()).containsExactlyInAnyOrderElementsOf(paths);
  }

  @ParameterizedTest
  @MethodSource("records")
  void theDefaultsAreOfTheDeclaredTypes(Declaration<?> declared, ReferenceSettings reference) {
    assertThat(declared.read(Settings.of(reference.defaults()::get)))
        .isInstanceOf(declared.record());
  }
}
