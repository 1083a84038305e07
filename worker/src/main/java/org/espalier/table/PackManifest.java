package org.espalier.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a pack's {@code trials} file says of the pack in its Parquet metadata, under {@value #KEY}:
 * its name on the first line, then a line for each other file of it, which has the table, the
 * file's bytes, its rows and its checksum.
 *
 * @param pack name of the pack
 * @param companions its files in the other tables, by table
 */
public record PackManifest(String pack, Map<String, Companion> companions) {
  static final String KEY = "espalier.pack";

  /**
   * A file as it was written.
   *
   * @param size in bytes
   * @param rows of the table
   * @param checksum as {@link CheckedFile#checksum} has it
   */
  public record Companion(long size, long rows, String checksum) {}

  /** Takes a copy. */
  public PackManifest {
    companions = Map.copyOf(companions);
  }

  /** As text, the tables by name. */
  String text() {
    var text = new StringBuilder(pack).append('\n');
    companions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                text.append(e.getKey())
                    .append(' ')
                    .append(e.getValue().size())
                    .append(' ')
                    .append(e.getValue().rows())
                    .append(' ')
                    .append(e.getValue().checksum())
                    .append('\n'));
    return text.toString();
  }

  /**
   * Reads {@link #text}.
   *
   * @throws DamagedFileException if it is none
   */
  static PackManifest parse(String text) throws DamagedFileException {
    String[] lines = text.split("\n", -1);
    var companions = new LinkedHashMap<String, Companion>();
    try {
      for (int l = 1; l < lines.length && !lines[l].isEmpty(); l++) {
        String[] words = lines[l].split(" ", -1);
        companions.put(
            words[0], new Companion(Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]));
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new DamagedFileException("has a list of its pack's files that cannot be read", e);
    }
    return new PackManifest(lines[0], companions);
  }
}
