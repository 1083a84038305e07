package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.Documents.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents lead to each other and to files that exist. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
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
