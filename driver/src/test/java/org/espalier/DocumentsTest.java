package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.Documents.Document;
import org.espalier.table.TrialsTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents lead to each other and to files that exist. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern TEST_CLASS = Pattern.compile("[A-Z]\\w*Test");
  private static final Pattern PYTHON_COLUMNS =
      Pattern.compile("groupby\\(\\[([^\\]]*)\\]\\)\\.(\\w+)");
  private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
  private static final Pattern FILE =
      Pattern.compile("(?:\\.ci|bin|conf|driver|sweeps|worker)/[\\w./-]+");

  static List<Document> documents() {
    return Documents.all();
  }

  static Stream<Document> pages() {
    return documents().stream().filter(document -> document.path().startsWith(Documents.PAGES));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Document document) {
    assertThat(links(document)).allSatisfy(link -> follow(document, link));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyFileThatIsNamedExists(Document document) {
    assertThat(document.inlineCode())
        .filteredOn(code -> FILE.matcher(code).matches())
        .allSatisfy(name -> assertThat(Documents.ROOT.resolve(name)).exists());
  }

  @Test
  void theReadmeLeadsToEveryPageAndIsShort() {
    Document readme = documents().get(0);
    assertThat(links(readme)).containsAll(pages().map(DocumentsTest::fromRoot).toList());
    assertThat(readme.text().lines().count()).isLessThanOrEqualTo(250);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageSaysWhatItIsForAndWhoReadsIt(Document page) {
    assertThat(page.text().replace('\n', ' '))
        .matches("# [A-Z][^#`]*  This page [^.]*(`[^`]*`[^.]*)*; it is for [^.]*\\. .*");
  }

  static List<String> mavenCommands() {
    return Stream.concat(Documents.commandLines().stream(), Documents.inlineCode().stream())
        .filter(line -> line.startsWith("mvn "))
        .map(line -> line.replaceAll("\\s{2,}\\S.*$", ""))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("mavenCommands")
  void mavenKnowsTheModulesProfilesAndTestsOfEveryCommand(String command) throws IOException {
    String poms = "";
    for (String module : List.of("", "worker", "driver")) {
      poms += Files.readString(Documents.ROOT.resolve(module).resolve("pom.xml"));
    }
    List<String> words = WORD.matcher(command).results().map(MatchResult::group).toList();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.matches("-P\\w+")) {
        assertThat(poms).contains("<id>" + word.substring(2) + "</id>");
      } else if (word.equals("-pl")) {
        for (String module : words.get(i + 1).split(",", -1)) {
          assertThat(poms).contains("<module>" + module + "</module>");
        }
      } else if (word.startsWith("-Dtest=") && !word.equals("-Dtest=Foo")) {
        assertThat(testClasses()).contains(word.substring("-Dtest=".length()));
      }
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    assertThat(testClasses())
        .containsAll(
            Documents.inlineCode().stream()
                .filter(code -> TEST_CLASS.matcher(code).matches())
                .toList());
  }

  @Test
  void pythonReadsColumnsThatExist() {
    List<String> columns =
        TrialsTable.TABLE.columns().stream().map(column -> column.name()).toList();
    List<String> read =
        Documents.blocks("python").stream()
            .flatMap(block -> PYTHON_COLUMNS.matcher(block.text()).results())
            .flatMap(found -> Stream.of((found.group(1) + "," + found.group(2)).split("[\", ]+")))
            .filter(name -> !name.isEmpty())
            .toList();
    assertThat(read).isNotEmpty().allSatisfy(name -> assertThat(columns).contains(name));
  }

  private static List<String> testClasses() throws IOException {
    var classes = new ArrayList<String>();
    for (String module : List.of("worker", "driver", "driver/catalog", "driver/archive")) {
      try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(module).resolve("src"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Test.java"))
            .map(name -> name.substring(0, name.length() - ".java".length()))
            .forEach(classes::add);
      }
    }
    return classes;
  }

  private static String fromRoot(Document page) {
    return Documents.ROOT.toAbsolutePath().normalize().relativize(absolute(page.path())).toString();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static List<String> links(Document document) {
    return LINK.matcher(document.prose()).results().map(link -> link.group(1)).toList();
  }

  private static void follow(Document document, String link) {
    if (link.contains("://")) {
      assertThat(URI.create(link)).hasScheme("https").hasNoPort();
      return;
    }
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? document.path() : document.path().resolveSibling(path);
    assertThat(Files.exists(target)).as("%s links to %s", document, link).isTrue();
    if (hash >= 0) {
      assertThat(anchors(Documents.read(target)))
          .as("%s links to %s", document, link)
          .contains(link.substring(hash + 1));
    }
  }

  /** The names that the headings of a page have in links, as GitHub and GitLab make them. */
  private static List<String> anchors(Document document) {
    return HEADING
        .matcher(document.prose())
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
