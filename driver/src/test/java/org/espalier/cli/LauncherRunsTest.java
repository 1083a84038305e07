package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.query.SmallStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built bin/espalier on an odd machine, each time a process of its own. */
@Tag("cluster") // runs once the program is packaged
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class LauncherRunsTest {
  private static final String SWEEP =
      """
      name = tiny
      base { task.length = 4, training { steps = 2, batch = 2 } }
      base.evaluation { every = 1, sequences = 2, theory-sequences = 2 }
      """;

  private static final String ESPALIER =
      Path.of("../bin/espalier").toAbsolutePath().normalize().toString();

  @TempDir private Path folder;
  private Path work;
  private Path temporary;
  private String store;

  @BeforeEach
  void prepare() throws IOException {
    work = Files.createDirectory(folder.resolve("größe x"));
    temporary = Files.createDirectory(folder.resolve("vorläufig, und mehr"));
    store = folder.resolve("small").toString();
    SmallStore.write(folder.resolve("small"));
    Files.writeString(folder.resolve("tiny.conf"), SWEEP);
    for (Path open : List.of(folder, work, temporary)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
  }

  private Run launch(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    var builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().putAll(environment);
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }

  @Test
  void aSweepUnderLocaleCInAFolderOfAnyLettersLeavesNothingTemporary() throws Exception {
    Map<String, String> plain = Map.of("LC_ALL", "C", "LANG", "C", "TZ", "Asia/Kathmandu");
    Run run = launch(plain, ESPALIER, "run", "../tiny.conf", "--out", "a:b/größe", "--quiet");
    assertThat(run).isEqualTo(new Run(0, "", ""));
    Run sql =
        launch(
            plain,
            ESPALIER,
            "sql",
            "a:b/größe",
            "SELECT length('größe') AS n, status FROM trials",
            "--format",
            "csv");
    assertThat(sql).isEqualTo(new Run(0, "n,status\n5,succeeded\n", ""));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void standardOutputHasTheAnswerAloneWhereNoHostNameResolves() throws Exception {
    assumeTrue(isRoot(), "only root can take a machine its name and network");
    String nameless = "hostname no-such-host.invalid && exec \"$@\"";
    Run run =
        launch(
            Map.of(),
            "unshare",
            "--uts",
            "--net",
            "sh",
            "-c",
            nameless,
            "sh",
            ESPALIER,
            "sql",
            store,
            "SELECT 1 AS a",
            "--format",
            "json");
    assertThat(run).isEqualTo(new Run(0, "[\n{\"a\":1}\n]\n", ""));
  }

  @Test
  void anAccountWithoutNameAndHomeCanTrain() throws Exception {
    assumeTrue(isRoot(), "only root can become another user");
    assumeTrue(isReadableByAll(Path.of(ESPALIER)), "the checkout is closed to other users");
    var command = new ArrayList<String>();
    command.addAll(List.of("env", "-u", "HOME", "setpriv", "--reuid=12345", "--regid=12345"));
    command.addAll(List.of("--clear-groups", ESPALIER));
    command.addAll(List.of("run", "../tiny.conf", "--out", "results", "--quiet"));
    assertThat(launch(Map.of(), command.toArray(String[]::new))).isEqualTo(new Run(0, "", ""));
    assertThat(work.resolve("results/trials")).isNotEmptyDirectory();
    assertThat(work.resolve("?")).doesNotExist();
  }

  @Test
  void resultsThatMayNotBeReadAreRefusedInOneLine() throws Exception {
    assumeTrue(isRoot(), "only root can become another user");
    assumeTrue(isReadableByAll(Path.of(ESPALIER)), "the checkout is closed to other users");
    SmallStore.write(folder.resolve("open"));
    Files.setPosixFilePermissions(
        folder.resolve("small"), PosixFilePermissions.fromString("rwx------"));
    for (List<String> words :
        List.of(
            List.of("ls", store),
            List.of("sql", store, "SELECT count(*) FROM trials"),
            List.of("sql", folder.toString(), "SELECT count(*) FROM small.trials"))) {
      var command = new ArrayList<String>();
      command.addAll(List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"));
      command.add(ESPALIER);
      command.addAll(words);
      assertThat(launch(Map.of("HOME", work.toString()), command.toArray(String[]::new)))
          .isEqualTo(new Run(2, "", "espalier: " + store + ": permission denied\n"));
    }
  }

  @Test
  void aFullDeviceIsTold() throws Exception {
    String full = "exec \"$@\" >/dev/full";
    for (List<String> words : List.of(List.of("config"), List.of("sql", store, "SELECT 1"))) {
      var command = new ArrayList<>(List.of("sh", "-c", full, "sh", ESPALIER));
      command.addAll(words);
      assertThat(launch(Map.of(), command.toArray(String[]::new)))
          .isEqualTo(
              new Run(
                  2, "", "espalier: standard output cannot be written: No space left on device\n"));
    }
  }

  @Test
  void aPipeThatIsClosedEndsTheCommandWithoutAWord() throws Exception {
    String piped = "\"$@\" | true; echo ${PIPESTATUS[0]}";
    Run run =
        launch(
            Map.of(),
            "bash",
            "-c",
            piped,
            "sh",
            ESPALIER,
            "sql",
            store,
            "SELECT * FROM range(1000000)",
            "--format",
            "csv");
    assertThat(run).isEqualTo(new Run(0, "141\n", ""));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean isReadableByAll(Path file) throws IOException {
    for (Path path = file; path.getParent() != null; path = path.getParent()) {
      if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("x")) {
        return false;
      }
    }
    return true;
  }
}
