package org.espalier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way, and ND4J and Spark stay where they belong. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.espalier");

  @Test
  void dependenciesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("commands")
        .definedBy("org.espalier.cli..")
        .layer("library")
        .definedBy("org.espalier.api..")
        .layer("faces")
        .definedBy(
            "org.espalier.progress..",
            "org.espalier.report..",
            "org.espalier.query..",
            "org.espalier.scan..",
            "org.espalier.catalog..")
        .layer("execution")
        .definedBy("org.espalier.execution..")
        .layer("plan")
        .definedBy("org.espalier.plan..")
        .layer("sweep")
        .definedBy("org.espalier.sweep..")
        .layer("study")
        .definedBy("org.espalier.study..")
        .layer("trial")
        .definedBy("org.espalier.trial..", "org.espalier.table..")
        .layer("science")
        .definedBy(
            "org.espalier.setting..",
            "org.espalier.graph..",
            "org.espalier.task..",
            "org.espalier.model..",
            "org.espalier.train..",
            "org.espalier.metric..",
            "org.espalier.rival..",
            "org.espalier.attribution..",
            "org.espalier.theory..")
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("library")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("faces")
        .mayOnlyBeAccessedByLayers("commands", "library")
        .whereLayer("execution")
        .mayOnlyBeAccessedByLayers("commands", "library", "faces")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("commands", "library", "faces", "execution")
        .whereLayer("sweep")
        .mayOnlyBeAccessedByLayers("commands", "library", "faces", "execution", "plan")
        .whereLayer("study")
        .mayOnlyBeAccessedByLayers("commands", "library", "faces", "execution", "plan", "sweep")
        .whereLayer("trial")
        .mayOnlyBeAccessedByLayers("commands", "library", "faces", "execution", "plan", "sweep")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.espalier.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyModelTrainAndTheoryUseNd4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.espalier.model..", "org.espalier.train..", "org.espalier.theory..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void theWorkerKnowsNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.espalier.setting..",
            "org.espalier.graph..",
            "org.espalier.task..",
            "org.espalier.model..",
            "org.espalier.train..",
            "org.espalier.theory..",
            "org.espalier.metric..",
            "org.espalier.rival..",
            "org.espalier.attribution..",
            "org.espalier.trial..",
            "org.espalier.table..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
  }

  @Test
  void theCatalogNeedsNoCommandLineAndRunsNothing() {
    noClasses()
        .that()
        .resideInAnyPackage("org.espalier.catalog..", "org.espalier.scan..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.espalier.cli..", "org.espalier.execution..", "org.espalier.report..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void planAndSweepStartNoSpark() {
    noClasses()
        .that()
        .resideInAnyPackage("org.espalier.plan..", "org.espalier.sweep..", "org.espalier.study..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
  }
}
