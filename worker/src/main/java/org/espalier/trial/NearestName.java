package org.espalier.trial;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

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
   * task.vocab}) before all others; the first of several.
   */
  static String nearest(String path, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparing((String name) -> !last(name).equals(last(path)))
                .thenComparing(name -> distance(name, path)))
        .orElseThrow();
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * Levenshtein: the fewest insertions, deletions and replacements that turn one into the other.
   */
  static int distance(String a, String b) {
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
