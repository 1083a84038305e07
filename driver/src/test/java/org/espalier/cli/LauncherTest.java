package org.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * bin/espalier, in a checkout that looks built and with a Java that only prints how it is started.
 */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  /** What another program would be given: its environment, then its arguments. */
  private static final String PRINTING_JAVA =
      """
      #!/bin/sh
      echo "LC_ALL=${LC_ALL:-}"
      echo "CDPATH=${CDPATH:-}"
      for word in "$@"; do echo "$word"; done
      """;

  @TempDir private Path folder;
  private Path checkout;
  private Path java;

  @BeforeEach
  void makeACheckout() throws IOException {
    checkout = checkoutAt("checkout");
    java = javaHome("17.0.15");
  }

  private Path checkoutAt(String name) throws IOException {
    Path place = folder.resolve(name);
    Files.createDirectories(place.resolve("bin"));
    Files.createDirectories(place.resolve("driver/target/lib"));
    Files.createFile(place.resolve("driver/target/espalier-driver.jar"));
    executable(place.resolve("bin/espalier"), Files.readString(Path.of("../bin/espalier")));
    return place;
  }

  private Path javaHome(String version) throws IOException {
    Path home = folder.resolve("java-" + version);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(home.resolve("bin/java"), PRINTING_JAVA);
    return home;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run launch(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("TMPDIR");
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().putAll(environment);
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(code, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private Run launch(Map<String, String> environment) throws Exception {
    return launch(environment, checkout.resolve("bin/espalier").toString(), "sql", "größe x");
  }

  @Test
  void javaIsStartedWithTheWordsAsTheyWereGiven() throws Exception {
    Run run = launch(Map.of());
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).endsWith("org.espalier.cli.Espalier\nsql\ngröße x\n");
  }

  @Test
  void anotherJavaThan17IsRefusedInOneLine() throws Exception {
    for (String version : List.of("1.8.0_412", "11.0.2", "21.0.4", "25", "170.1")) {
      Path other = javaHome(version);
      assertThat(launch(Map.of("JAVA_HOME", other.toString())))
          .isEqualTo(
              new Run(
                  2,
                  "",
                  "espalier: needs Java 17, and %s/bin/java is Java %s: set JAVA_HOME to a Java 17\n"
                      .replace("%s/bin", other + "/bin")
                      .replace("%s", version)));
    }
  }

  @Test
  void everyJava17IsTaken() throws Exception {
    for (String version : List.of("17", "17.0.15", "17-ea")) {
      assertThat(launch(Map.of("JAVA_HOME", javaHome(version).toString())).code()).isZero();
    }
  }

  @Test
  void aJavaWithoutAReleaseFileIsAsked() throws Exception {
    Path home = javaHome("17.0.1");
    Files.delete(home.resolve("release"));
    executable(home.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"21.0.2\" 2024' >&2\n");
    Run run = launch(Map.of("JAVA_HOME", home.toString()));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("is Java 21.0.2: set JAVA_HOME").hasLineCount(1);
  }

  @Test
  void aJavaHomeWithoutAJavaIsNamed() throws Exception {
    assertThat(launch(Map.of("JAVA_HOME", "/nowhere")))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: needs Java 17: JAVA_HOME is /nowhere, and there is no program bin/java"
                    + " in it\n"));
  }

  @Test
  void searchPathsOfTheShellAreNotFollowed() throws Exception {
    Run run = launch(Map.of("CDPATH", "."), "checkout/bin/espalier", "sql");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).contains("CDPATH=", "-Despalier.home=" + checkout.toRealPath());
  }

  @Test
  void fileNamesAreUtf8InEveryLocale() throws Exception {
    for (String locale : List.of("C", "POSIX", "fa_IR.UTF-8", "tr_TR", "xx_YY.ISO-8859-1", "")) {
      assertThat(launch(Map.of("LC_ALL", locale, "LANG", "")).out())
          .as(locale)
          .containsPattern("(?m)^LC_ALL=(C|en_US)\\.(UTF-8|utf8)$");
    }
  }

  @Test
  void theTemporaryFolderIsTheUsers() throws Exception {
    assertThat(launch(Map.of("TMPDIR", "/some where")).out().lines())
        .contains("-Djava.io.tmpdir=/some where");
  }

  @Test
  void aCheckoutMayHaveBlanksAndAnyLettersInItsPath() throws Exception {
    for (String name : List.of("my studies", "größe-研究", "it's", "-dash", "a$b", "x;y", "a*b")) {
      Path there = checkoutAt(name);
      String libraries = there.toRealPath() + "/driver/target/espalier-driver.jar:";
      Run run = launch(Map.of(), there.resolve("bin/espalier").toString(), "sql");
      assertThat(run.err()).as(name).isEmpty();
      assertThat(run.out().lines())
          .as(name)
          .contains("-Despalier.home=" + there.toRealPath())
          .anyMatch(line -> line.startsWith(libraries));
    }
  }

  @Test
  void aColonInTheCheckoutsPathIsRefused() throws Exception {
    Path there = checkoutAt("lr:0.1");
    assertThat(launch(Map.of(), there.resolve("bin/espalier").toString(), "sql"))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: is in "
                    + there.toRealPath()
                    + ", and Java takes the colon for the end of a path: move it to a folder"
                    + " without one\n"));
  }

  @Test
  void tooFewOpenFilesAreRefusedExceptForHelp() throws Exception {
    String espalier = checkout.resolve("bin/espalier").toString();
    String limited = "ulimit -n 64; exec \"$@\"";
    assertThat(launch(Map.of(), "bash", "-c", limited, "sh", espalier, "sql", "x"))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: may open 64 files at once, and needs 512: raise the limit with 'ulimit"
                    + " -n 512'\n"));
    assertThat(launch(Map.of(), "bash", "-c", limited, "sh", espalier, "--help").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "-f 1000, write files of 1000 KiB, -f 524288",
    "-v 4000000, use 4000000 KiB of address space, -v 8388608",
    "-d 4000000, use 4000000 KiB of data, -d 8388608"
  })
  @EnabledOnOs(OS.LINUX)
  void anotherLimitThatIsTooLowIsRefusedExceptForHelp(String limit, String words, String needed)
      throws Exception {
    String espalier = checkout.resolve("bin/espalier").toString();
    String limited = "ulimit " + limit + "; exec \"$@\"";
    assertThat(launch(Map.of(), "bash", "-c", limited, "sh", espalier, "run", "x"))
        .isEqualTo(
            new Run(
                2,
                "",
                String.format(
                    Locale.ROOT,
                    "espalier: may %s, and needs %s: raise the limit with 'ulimit %s'\n",
                    words,
                    needed.substring(3),
                    needed)));
    assertThat(launch(Map.of(), "bash", "-c", limited, "sh", espalier, "--help").code()).isZero();
  }

  @Test
  void tooFewProcessesAreRefused() throws Exception {
    String espalier = checkout.resolve("bin/espalier").toString();
    assertThat(asAnotherUser("bash", "-c", "ulimit -u 40; exec \"$@\"", "sh", espalier, "sql", "x"))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: may have 40 processes and threads, and needs 128: raise the limit with"
                    + " 'ulimit -u 128'\n"));
  }

  /** Of an address space of 9 GB a machine's usual heap would take too much. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theHeapIsAQuarterOfTheAddressSpaceWhereThatIsLimited() throws Exception {
    String limited = "ulimit -v 9000000; exec \"$@\"";
    String espalier = checkout.resolve("bin/espalier").toString();
    Run run = launch(Map.of(), "bash", "-c", limited, "sh", espalier, "sql", "x");
    long heap =
        run.out()
            .lines()
            .filter(line -> line.startsWith("-Xmx"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow();
    assertThat(heap).isBetween(1L, 9_000_000L / 1024 / 4);
  }

  /** On a machine of 4 GB or more: the heap of a smaller one is below what the room needs. */
  @ParameterizedTest
  @CsvSource({"sql, '', true", "sql, 2g, false", "run, '', false", "trial, '', false"})
  void aShortCommandBeginsWithRoomUnlessTheHeapIsStated(
      String command, String heap, boolean hasRoom) throws Exception {
    String espalier = checkout.resolve("bin/espalier").toString();
    assertThat(launch(Map.of("ESPALIER_HEAP", heap), espalier, command, "x").out().lines())
        .filteredOn(line -> line.startsWith("-XX:NewSize="))
        .hasSize(hasRoom ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "8gb", "abc", "1m", "-8g", "8 g", "0g", "99999999999999999999g"})
  void aHeapThatNoJvmTakesIsRefusedInOneLine(String heap) throws Exception {
    assertThat(launch(Map.of("ESPALIER_HEAP", heap)))
        .isEqualTo(
            new Run(
                2,
                "",
                "espalier: ESPALIER_HEAP = "
                    + heap
                    + " must be a size of at least 2 MB, such as 500m or 8g\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8g", "500m", "500M", "2048k", "1T", "8589934592", "010g"})
  void anyOtherSizeOfTheHeapIsHandedOn(String heap) throws Exception {
    assertThat(launch(Map.of("ESPALIER_HEAP", heap)).out()).contains("\n-Xmx" + heap + "\n");
  }

  @Test
  void aCheckoutThatCannotBeWrittenIsUsedWithoutAWord() throws Exception {
    assertThat(asAnotherUser(checkout.resolve("bin/espalier").toString(), "sql").err()).isEmpty();
  }

  @Test
  void aCheckoutThatIsNotBuiltAndCannotBeIsNamed() throws Exception {
    Files.delete(checkout.resolve("driver/target/espalier-driver.jar"));
    Run run = asAnotherUser(checkout.resolve("bin/espalier").toString(), "sql");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("espalier: is not built, and cannot be: ");
  }

  /** Runs a command as a user who owns nothing and has no entry among the accounts. */
  private Run asAnotherUser(String... command) throws Exception {
    boolean isPossible =
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    assumeTrue(isPossible, "only root can become another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var words = new ArrayList<String>();
    words.addAll(List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"));
    words.addAll(List.of(command));
    return launch(Map.of(), words.toArray(String[]::new));
  }
}
