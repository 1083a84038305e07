package org.espalier.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive, unpacked where nothing can be written, by somebody who has neither Maven nor a home.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(1800) // no statement about speed: what hangs ends
final class ArchiveTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)[^)]*\\)");

  private static final Pattern COORDINATES =
      Pattern.compile("\\([\\w.-]+:([\\w.-]+):([\\w.-]+) - ");

  @TempDir private static Path shared;
  private static Path unpacked;

  @TempDir private Path folder;

  /** What a command printed, to either stream, and its exit code. */
  private record Run(int code, String out, String err) {}

  @BeforeAll
  static void unpack() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> archives =
          files.filter(file -> file.toString().matches(".*/espalier-[0-9.]+\\.tar\\.gz")).toList();
      assertThat(archives).as("mvn -Pdist -DskipTests package makes the archive").hasSize(1);
      run(Map.of(), "tar", "xzf", archives.get(0).toString(), "-C", shared.toString());
    }
    try (Stream<Path> folders = Files.list(shared)) {
      unpacked = folders.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    open(shared);
    run(Map.of(), "chmod", "-R", "a-w,a+rX", unpacked.toString());
  }

  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static Run run(Map<String, String> environment, String... command) throws Exception {
    Path out = Files.createTempFile(shared, "out", ".txt");
    Path err = Files.createTempFile(shared, "err", ".txt");
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }

  /** The launcher, by an account that may write nothing of ours where this one may everything. */
  private Run espalier(String... arguments) throws Exception {
    open(folder);
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.add(unpacked.resolve("bin/espalier").toString());
    command.addAll(List.of(arguments));
    return run(Map.of("HOME", folder.toString()), command.toArray(String[]::new));
  }

  @Test
  void quickstartRunsToItsTableFromAFolderThatCannotBeWritten() throws Exception {
    Path results = folder.resolve("results");
    Run run =
        espalier(
            "run",
            unpacked.resolve("sweeps/quickstart.conf").toString(),
            "--out",
            results.toString(),
            "training.steps=64",
            "seed=0,1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("random-forest", "edge_accuracy");
    Run sql = espalier("sql", results.toString(), "SELECT count(*) FROM trials", "--format", "csv");
    assertThat(sql.out()).as(sql.err()).contains("20");
    assertThat(sql.code()).isZero();
  }

  @Test
  void itSaysItsVersionAndThatThereIsNothingToBuild() throws Exception {
    Run version = espalier("--version");
    assertThat(version.out())
        .startsWith(unpacked.getFileName().toString().replace("espalier-", "espalier "));
    Run build = espalier("--rebuild");
    assertThat(build.code()).isEqualTo(2);
    assertThat(build.err()).endsWith("was unpacked from an archive: there is nothing to build\n");
  }

  @Test
  void submitHandsTheArchivesOwnJarToACluster() throws Exception {
    Run run =
        espalier(
            "submit",
            unpacked.resolve("sweeps/quickstart.conf").toString(),
            "--master",
            "spark://HOST:7077",
            "--out",
            "/results/quickstart",
            "--dry-run");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            unpacked.resolve("lib/espalier-cluster.jar").toString(),
            unpacked.resolve("conf/log4j2.properties").toString());
  }

  @Test
  void noLibraryIsBesideTheJarThatHoldsIt() throws IOException {
    Set<String> ours = classes(unpacked.resolve("lib/espalier-cluster.jar"));
    assertThat(ours).contains("org/espalier/cli/Espalier.class", "picocli/CommandLine.class");
    for (Path jar : jars()) {
      Set<String> classes = classes(jar);
      if (!jar.endsWith("espalier-cluster.jar") && !classes.isEmpty()) {
        assertThat(ours.containsAll(classes)).as(jar.toString()).isFalse();
      }
    }
  }

  @Test
  void theCatalogForOtherSparkSessionsIsThereAndNotInTheClassPath() throws IOException {
    assertThat(classes(unpacked.resolve("catalog/espalier-catalog.jar")))
        .contains("org/espalier/catalog/EspalierCatalog.class")
        .noneMatch(name -> name.startsWith("org/nd4j/") || name.startsWith("org/apache/spark/"));
    assertThat(unpacked.resolve("lib/espalier-catalog.jar")).doesNotExist();
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .collect(Collectors.toSet());
    }
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(unpacked.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  @Test
  void everyLibraryHasItsLicenceListed() throws IOException {
    String list = Files.readString(unpacked.resolve("licences/THIRD-PARTY.txt"));
    assertThat(unpacked.resolve("LICENSE")).exists();
    List<String> listed =
        COORDINATES
            .matcher(list)
            .results()
            .map(library -> library.group(1) + "-" + library.group(2))
            .toList();
    for (Path jar : jars()) {
      String name = jar.getFileName().toString();
      assertThat(name.startsWith("espalier-") || listed.stream().anyMatch(name::startsWith))
          .as(name)
          .isTrue();
    }
    assertThat(list.contains("Unknown license")).isFalse();
  }

  @Test
  void documentsLeadToFilesOfTheArchive() throws IOException {
    try (Stream<Path> files = Files.walk(unpacked)) {
      List<Path> documents = files.filter(file -> file.toString().endsWith(".md")).toList();
      assertThat(documents).hasSizeGreaterThan(10);
      for (Path document : documents) {
        LINK.matcher(Files.readString(document))
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.contains(":"))
            .forEach(
                link ->
                    assertThat(document.resolveSibling(link).normalize())
                        .as(document + ": " + link)
                        .exists());
      }
    }
  }

  /**
   * What an engine would do, as far as it can be done without one: {@code ADD}, then {@code RUN}.
   */
  @Test
  void stepsOfTheContainerFileRun() throws Exception {
    String file =
        Files.readString(unpacked.resolve("conf/Containerfile"))
            .replaceAll("(?m)^#.*\n", "")
            .replace("\\\n", " ");
    List<String> steps = file.lines().filter(line -> !line.isBlank()).toList();
    assertThat(steps)
        .extracting(step -> step.substring(0, step.indexOf(' ')))
        .containsExactly("ARG", "FROM", "USER", "ADD", "RUN", "USER");
    String added = steps.get(3).split(" +", -1)[1];
    assertThat(unpacked.getFileName() + ".tar.gz")
        .matches(added.replace(".", "\\.").replace("*", ".*"));
    Path opt = Files.createDirectory(folder.resolve("opt"));
    run(Map.of(), "cp", "-R", unpacked.toString(), opt.toString());
    String run = steps.get(4).substring("RUN ".length()).replace("/opt/", opt + "/");
    Run done = run(Map.of("HOME", folder.toString()), "sh", "-c", run);
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(opt.resolve("espalier/bin/espalier")).exists();
    assertThat(opt.resolve("espalier-check")).doesNotExist();
    try (Stream<Path> natives = Files.walk(opt.resolve("espalier-natives"))) {
      assertThat(natives.map(Path::toString).collect(Collectors.joining("\n")))
          .contains("libnd4jcpu.so");
    }
  }
}
