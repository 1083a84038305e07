package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A call that one can read: what takes more arguments than a reader can keep apart is given views
 * or a record.
 */
final class ParameterCountTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "org.espalier.graph",
              "org.espalier.metric",
              "org.espalier.model",
              "org.espalier.rival",
              "org.espalier.setting",
              "org.espalier.simd",
              "org.espalier.table",
              "org.espalier.task",
              "org.espalier.theory",
              "org.espalier.train",
              "org.espalier.trial");

  @Test
  void nothingTakesMoreThanEightParameters() {
    assertThat(taking(9, "org.espalier")).isEmpty();
  }

  @Test
  void nothingInTheInnerLoopsTakesMoreThanSix() {
    assertThat(taking(7, "org.espalier.model")).allSatisfy(ParameterCountTest::isMadeOnce);
    assertThat(taking(7, "org.espalier.task.vector")).isEmpty();
    assertThat(CLASSES.get("org.espalier.task.TransitionLoops").getMethods())
        .allSatisfy(
            method ->
                assertThat(method.getRawParameterTypes()).as(method.getName()).hasSizeLessThan(7));
  }

  private static List<JavaCodeUnit> taking(int least, String packages) {
    return CLASSES.stream()
        .filter(type -> type.getPackageName().startsWith(packages))
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(unit -> unit.getRawParameterTypes().size() >= least)
        .filter(unit -> !unit.getName().startsWith("lambda$")) // these take what surrounds them
        .toList();
  }

  /** A record is made before the loops begin, of components that have names of their own. */
  private static void isMadeOnce(JavaCodeUnit unit) {
    assertThat(unit instanceof JavaConstructor && unit.getOwner().isRecord())
        .as(unit.getFullName())
        .isTrue();
  }
}
