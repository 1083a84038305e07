package org.espalier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** README.md, the other documents beside it and the pages below src/site/markdown, for tests. */
public final class Documents {
  /** The root of the repository as seen from this module. */
  public static final Path ROOT = Path.of("..");

  /** Where the pages are. */
  public static final Path PAGES = Path.of("src", "site", "markdown");

  private static final Pattern BLOCK =
      Pattern.compile("(?m)(?:^<!-- ([a-z]+): (.*) -->\n)?^```([a-z]*)\n([\\s\\S]*?)^```$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

  private Documents() {}

  /**
   * A document.
   *
   * @param path where it is, as seen from this module
   * @param text all of it
   */
  public record Document(Path path, String text) {
    /** Its blocks of code, in order. */
    public List<Block> blocks() {
      return BLOCK
          .matcher(text)
          .results()
          .map(b -> new Block(this, b.group(1), b.group(2), b.group(3), b.group(4)))
          .toList();
    }

    /** Its text without blocks of code. */
    public String prose() {
      return BLOCK.matcher(text).replaceAll("");
    }

    /** What stands between backticks in its prose. */
    public List<String> inlineCode() {
      return CODE.matcher(prose()).results().map(code -> code.group(1)).toList();
    }

    @Override
    public String toString() {
      return path.getFileName().toString();
    }
  }

  /**
   * A fenced block of code.
   *
   * @param document where it stands
   * @param note the first word of the comment on the line before, {@code <!-- note: value -->}
   * @param value what follows it
   * @param language the language that the fence names, empty without one
   * @param text its lines
   */
  public record Block(Document document, String note, String value, String language, String text) {
    @Override
    public String toString() {
      return document + ": " + text.lines().findFirst().orElse("");
    }
  }

  /** Every document. */
  public static List<Document> all() {
    try (Stream<Path> pages = Files.list(PAGES)) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve),
              pages.sorted())
          .map(Documents::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document of a path. */
  public static Document read(Path path) {
    try {
      return new Document(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks of a language in all documents. */
  public static List<Block> blocks(String language) {
    return all().stream()
        .flatMap(document -> document.blocks().stream())
        .filter(block -> block.language().equals(language))
        .toList();
  }

  /**
   * Commands, which stand in lines that are indented by four blanks, in all documents; one that
   * goes on in the next line is one command.
   */
  public static List<String> commandLines() {
    return all().stream()
        .flatMap(document -> document.prose().replaceAll("\\\\\n\\s*", "").lines())
        .filter(line -> line.startsWith("    "))
        .map(String::strip)
        .toList();
  }

  /** Commands and whatever else stands between backticks, in all documents. */
  public static List<String> inlineCode() {
    return all().stream().flatMap(document -> document.inlineCode().stream()).toList();
  }
}
