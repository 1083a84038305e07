package org.espalier.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of the names that exist was probably meant. */
public final class NearestName {
  private NearestName() {}

  /** {@code unknown key task.vocabulary (did you mean task.vocab?)}. */
  public static String unknownKey(String path, Collection<String> names) {
    return String.format(
        Locale.ROOT, "unknown key %s (did you mean %s?)", path, nearest(path, names));
  }

  /**
   * The name at the smallest edit distance, names that end alike ({@code training.vocab}, {@code
   * task.vocab}) before all others, then those that a path abbreviates ({@code training.lr}: {@code
   * training.learning-rate}); the first of several.
   */
  public static String nearest(String path, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparing((String name) -> !last(name).equals(last(path)))
                .thenComparing(name -> !abbreviates(path, name))
                .thenComparing(name -> distance(name, path)))
        .orElseThrow();
  }

  /**
   * The name that a word is so near to that it was probably meant: it begins so, or not more than a
   * third of its letters are wrong.
   */
  public static Optional<String> closest(String word, Collection<String> names) {
    return names.stream()
        .filter(
            name ->
                (word.length() > 1 && name.startsWith(word))
                    || 3 * typing(word, name) <= Math.max(word.length(), name.length()))
        .min(
            Comparator.comparing((String name) -> !name.startsWith(word))
                .thenComparing(name -> typing(word, name)));
  }

  /** {@code (did you mean trial?)} behind a blank, or nothing where no name is near. */
  public static String suggestion(String word, Collection<String> names) {
    return closest(word, names)
        .map(name -> String.format(Locale.ROOT, " (did you mean %s?)", name))
        .orElse("");
  }

  /** The edit distance, for which two letters in each other's place are one mistake. */
  static int typing(String word, String name) {
    for (int i = 0; i + 1 < word.length(); i++) {
      String swapped =
          word.substring(0, i) + word.charAt(i + 1) + word.charAt(i) + word.substring(i + 2);
      if (swapped.equals(name)) {
        return 1;
      }
    }
    return distance(word, name);
  }

  /** Whether the last part of a path has the initials of a name in the same block. */
  private static boolean abbreviates(String path, String name) {
    String initials =
        Stream.of(last(name).split("-", -1))
            .map(word -> word.substring(0, Math.min(1, word.length())))
            .collect(Collectors.joining());
    return initials.length() > 1
        && last(path).replaceAll("[-_]", "").equalsIgnoreCase(initials)
        && (path.indexOf('.') < 0 || block(path).equals(block(name)));
  }

  private static String block(String path) {
    return path.substring(0, path.lastIndexOf('.') + 1);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * Levenshtein: the fewest insertions, deletions and replacements that turn one into the other.
   */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
