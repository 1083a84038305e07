package org.espalier.sweep;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;

/**
 * Finds properties of Spark that a HOCON text would lose: in its tree a key has a value or keys
 * below it, not both, and of {@code spark.speculation} and {@code spark.speculation.quantile} the
 * second would replace the first without a word.
 *
 * <p>What it reads are keys with what stands behind them. What is wrong with a text, its parser
 * says.
 */
final class SparkKeys {
  private static final List<String> BLOCK = List.of("spark", "conf");

  /** Places of the values by their paths. */
  private final Map<List<String>, String> values = new HashMap<>();

  /**
   * Reads a further text of the same sweep or profile.
   *
   * @param name of the file, as messages call it
   * @throws ConfigurationException for a value that would be lost
   */
  void read(String name, String text) {
    new Walk(name, text).block(List.of());
  }

  private void value(List<String> path, String place) {
    if (path.size() <= BLOCK.size() || !path.subList(0, BLOCK.size()).equals(BLOCK)) {
      return;
    }
    for (Map.Entry<List<String>, String> other : values.entrySet()) {
      boolean isShorter = path.size() < other.getKey().size();
      List<String> shorter = isShorter ? path : other.getKey();
      List<String> longer = isShorter ? other.getKey() : path;
      if (shorter.size() < longer.size() && longer.subList(0, shorter.size()).equals(shorter)) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s: %s cannot stand beside %s (%s), for one would replace the other: write the"
                    + " property of the shorter name in quotes, spark.conf { \"%s\" = ... }",
                place,
                String.join(".", path),
                String.join(".", other.getKey()),
                other.getValue(),
                String.join(".", shorter.subList(BLOCK.size(), shorter.size()))));
      }
    }
    values.put(path, place);
  }

  /** The walk through one text. */
  private final class Walk {
    private final String name;
    private final String text;
    private int at;

    Walk(String name, String text) {
      this.name = name;
      this.text = text;
    }

    /** Goes on behind the brace that closes the block, or to the end. */
    void block(List<String> prefix) {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '}') {
          at++;
          return;
        }
        if (c == '{') {
          at++; // of the whole text
        } else if (isComment()) {
          skipLine();
        } else if (Character.isWhitespace(c) || c == ',' || c == ']') {
          at++;
        } else {
          field(prefix);
        }
      }
    }

    private void field(List<String> prefix) {
      int start = at;
      while (at < text.length() && "=:{}\n,".indexOf(text.charAt(at)) < 0 && !isComment()) {
        skipOne();
      }
      if (at == text.length() || "=:{".indexOf(text.charAt(at)) < 0) {
        return; // an include, or what the parser refuses
      }
      List<String> path = path(prefix, text.substring(start, at).replaceFirst("\\+$", "").strip());
      if (text.charAt(at) != '{') {
        at++;
      }
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      behindKey(path);
    }

    private void behindKey(List<String> path) {
      int start = at;
      boolean isBlock = false;
      while (at < text.length() && ",\n}".indexOf(text.charAt(at)) < 0 && !isComment()) {
        if (text.startsWith("${", at)) {
          skipTo('}');
          isBlock = true; // it may stand for one
        } else if (text.charAt(at) == '{') {
          at++;
          block(path);
          isBlock = true;
        } else if (text.charAt(at) == '[') {
          list();
        } else {
          skipOne();
        }
      }
      if (!isBlock) {
        value(
            path,
            name + ":" + (1 + text.substring(0, start).chars().filter(c -> c == '\n').count()));
      }
    }

    private List<String> path(List<String> prefix, String key) {
      try {
        return Stream.concat(prefix.stream(), ConfigUtil.splitPath(key).stream()).toList();
      } catch (ConfigException e) {
        return List.of(); // the parser refuses it
      }
    }

    private void list() {
      int depth = 0;
      do {
        if (isComment()) {
          skipLine();
        } else {
          depth += text.charAt(at) == '[' ? 1 : text.charAt(at) == ']' ? -1 : 0;
          skipOne();
        }
      } while (at < text.length() && depth > 0);
    }

    private boolean isComment() {
      return text.charAt(at) == '#' || text.startsWith("//", at);
    }

    private void skipLine() {
      skipTo('\n');
    }

    /** A character, or a text in quotes. */
    private void skipOne() {
      if (text.startsWith("\"\"\"", at)) {
        int end = text.indexOf("\"\"\"", at + 3);
        at = end < 0 ? text.length() : end + 3;
      } else if (text.charAt(at) == '"') {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
          at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
      } else {
        at++;
      }
    }

    private void skipTo(char end) {
      int found = text.indexOf(end, at);
      at = found < 0 ? text.length() : found + 1;
    }
  }
}
