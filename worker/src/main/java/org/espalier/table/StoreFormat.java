package org.espalier.table;

import java.util.Locale;
import java.util.Optional;

/**
 * In which way a pack is stored, as its {@code trials} file says under {@value #KEY}: a number that
 * rises when an older version could misread what a newer one writes, and the version of Espalier
 * that wrote it. A file that says nothing is of format 1.
 *
 * @param number of the format, at least 1
 * @param version of Espalier that wrote it
 */
record StoreFormat(int number, String version) {
  static final String KEY = "espalier.format";

  /** The newest format that this version can read, and the one that it writes. */
  private static final int NEWEST = 1;

  StoreFormat {
    if (number < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "format %d must be at least 1", number));
    }
  }

  /** That of what is written now. */
  static StoreFormat here() {
    return new StoreFormat(NEWEST, Provenance.here().version());
  }

  /** As text. */
  String text() {
    return number + " " + version;
  }

  /**
   * Reads {@link #text}.
   *
   * @throws DamagedFileException if it is none
   */
  static StoreFormat parse(String text) throws DamagedFileException {
    String[] words = text.split(" ", 2);
    try {
      return new StoreFormat(Integer.parseInt(words[0]), words.length < 2 ? "" : words[1]);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException("has a damaged footer", e);
    }
  }

  /** What to tell of a file that is too new to be read; empty if it is not. */
  Optional<String> refusal() {
    return number <= NEWEST
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "was written by Espalier %s in format %d of results; this is Espalier %s, which"
                    + " reads formats up to %d",
                version,
                number,
                Provenance.here().version(),
                NEWEST));
  }
}
