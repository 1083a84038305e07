package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.espalier.ConfigurationException;
import org.espalier.query.SmallStore;
import org.espalier.sweep.HomeFolder;
import org.espalier.sweep.SweepReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the machine brings along is made alike, or refused before anything is done. */
final class SurroundingsTest {
  @TempDir private Path folder;

  @Test
  void librariesDefaultsAreThoseOfEveryMachine() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    String home = System.getProperty("user.home");
    try {
      Locale.setDefault(new Locale("tr", "TR"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      System.setProperty("user.home", "?");
      Surroundings.settle();
      assertThat(Locale.getDefault()).isEqualTo(Locale.ROOT);
      assertThat(TimeZone.getDefault().getID()).isEqualTo("UTC");
      assertThat(System.getProperty("user.home")).isEqualTo(System.getProperty("java.io.tmpdir"));
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
      System.setProperty("user.home", home);
    }
  }

  @Test
  void lettersThatTheEncodingLostAreTold() {
    assertThatThrownBy(() -> Surroundings.require(List.of("plan", "gr\uFFFD\uFFFDe.conf")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "gr\uFFFD\uFFFDe.conf: contains characters that the locale's encoding");
  }

  @Test
  void aTemporaryFolderThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(
            () -> FolderProbe.requireLibraries("the temporary folder", nowhere, "TMPDIR"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the temporary folder %s is not there; TMPDIR=FOLDER in the environment names another",
            nowhere);
  }

  @Test
  void aProbeLeavesNothing() throws IOException {
    assertThat(FolderProbe.holdsLibraries(folder)).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTemporaryFolderOfWhichNothingCanBeLoadedIsRefused() throws Exception {
    assertThat(refusalOfMount("noexec"))
        .isEqualTo(
            "the temporary folder %s is mounted noexec, and libraries are loaded from it;"
                + " TMPDIR=FOLDER in the environment names another",
            folder);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTemporaryFolderThatCannotBeWrittenIsRefused() throws Exception {
    assertThat(refusalOfMount("ro"))
        .isEqualTo(
            "the temporary folder %s cannot be written: Read-only file system;"
                + " TMPDIR=FOLDER in the environment names another",
            folder);
  }

  /** As on a medium, or in the folder of somebody else. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void resultsThatCannotBeWrittenAreReadAndWhoeverWouldWriteIsTold() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()),
        "only root can mount a file system");
    try {
      Path results = disk.resolve("small");
      SmallStore.write(results);
      assertThat(command("mount", "-o", "remount,ro", disk.toString())).isTrue();
      String store = results.toString();
      String sweep = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP).toString();
      assertThat(Run.of("sql", store, "SELECT count(*) AS n FROM trials", "--format", "csv"))
          .isEqualTo(new Run(0, "n\n12\n", ""));
      assertThat(Run.of("status", sweep, "--out", store).err()).isEmpty();
      assertThat(Run.of("plan", sweep, "--out", store).code()).isZero();
      for (List<String> command :
          List.of(
              List.of("run", sweep, "--quiet", "--out", store),
              List.of("compact", store),
              List.of("status", sweep, "--repair", "--out", store),
              List.of("report", store))) {
        Run run = Run.of(command.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
            .startsWith("espalier: " + store)
            .contains("Read-only file system")
            .hasLineCount(1);
      }
    } finally {
      command("umount", disk.toString());
    }
  }

  private String refusalOfMount(String option) throws IOException, InterruptedException {
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=1m," + option, "tmpfs", folder.toString()),
        "only root can mount a file system");
    try {
      FolderProbe.requireLibraries("the temporary folder", folder, "TMPDIR");
      return "";
    } catch (ConfigurationException e) {
      return e.getMessage();
    } finally {
      command("umount", folder.toString());
    }
  }

  private static boolean command(String... words) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(words).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  @Test
  void statementsLeaveNothingInTheTemporaryFolder() throws IOException {
    SmallStore.write(folder.resolve("small"));
    Set<String> before = temporary();
    assertThat(Run.of("sql", folder.resolve("small").toString(), "SELECT 1").code()).isZero();
    assertThat(temporary()).isEqualTo(before);
  }

  private static Set<String> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("espalier\\d+"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void theSignOfTheHomeFolderIsExpandedInOptions() {
    String home = System.getProperty("user.home");
    assertThat(HomeFolder.expandedOptions(new String[] {"--out=~/x", "--to=~"}))
        .containsExactly("--out=" + home + "/x", "--to=" + home);
    assertThat(HomeFolder.expandedOptions(new String[] {"SELECT '--a=~/x'", "a=~b", "~/x"}))
        .containsExactly("SELECT '--a=~/x'", "a=~b", "~/x");
    assertThat(HomeFolder.expanded("~/results")).isEqualTo(home + "/results");
    assertThatThrownBy(() -> HomeFolder.expanded("~someone/results"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("~someone/results must not begin with another user's home folder");
  }

  @Test
  void theSignOfTheHomeFolderIsExpandedInRunOut() throws IOException {
    Path sweep = Files.writeString(folder.resolve("home.conf"), "name = home\n");
    assertThat(SweepReader.read(sweep, List.of("run.out=~/x")).results())
        .isEqualTo(System.getProperty("user.home") + "/x");
    assertThatThrownBy(() -> SweepReader.read(sweep, List.of("run.out=~someone/x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "run.out = ~someone/x must not begin with another user's home folder");
  }

  /** Without the mark a reader takes them for the times of a clock on some wall. */
  @Test
  void instantsInExportedParquetAreAdjustedToUtc() throws IOException {
    SmallStore.write(folder.resolve("small"));
    Path file = folder.resolve("started.parquet");
    Run run =
        Run.of(
            "export",
            folder.resolve("small").toString(),
            "SELECT started FROM trials",
            file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      assertThat(reader.getFileMetaData().getSchema().getType("started").getLogicalTypeAnnotation())
          .isEqualTo(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
    }
  }

  @Test
  void aColonMayStandInAResultsFolder() throws IOException {
    Path results = folder.resolve("lr:0.1/größe x");
    SmallStore.write(results);
    assertThat(Run.of("sql", results.toString(), "SELECT count(*) AS n FROM trials").out())
        .isEqualTo("n\n──\n12\n".replace("n\n", " n\n"));
  }

  @Test
  void aHostThatIsNotThereIsNamedInOneLine() throws IOException {
    Path sweep = Files.writeString(folder.resolve("small.conf"), SmallStore.SWEEP);
    Run run = Run.of("plan", sweep.toString(), "--out", "hdfs://no-such-host.invalid/x");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "espalier: hdfs://no-such-host.invalid/x: cannot be reached: there is no host"
                + " no-such-host.invalid\n");
  }
}
