package org.espalier.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.espalier.ConfigurationException;
import org.espalier.trial.TrialId;

/**
 * The text of {@code cells.csv}: the ids of a sweep's trials, and beside each what the whole list
 * is, so that a list that was cut or changed anywhere is known from any line of it.
 *
 * <pre>
 * id,list
 * 0123456789abcdef0123456789abcdef,30-89abcdef
 * </pre>
 *
 * <p>30 is the number of trials and 89abcdef the CRC-32C of their ids, each with a line feed.
 * Version 0.1.0 wrote the column {@code id} alone; of that a list that ends too early with a whole
 * line cannot be told from one that is whole.
 */
final class CellsFile {
  private static final String HEADING = "id,list";
  private static final String FORMER_HEADING = "id";

  private CellsFile() {}

  static String text(List<TrialId> ids) {
    String list = "," + list(ids) + "\n";
    var text = new StringBuilder(HEADING + "\n");
    ids.forEach(id -> text.append(id.value()).append(list));
    return text.toString();
  }

  private static String list(List<TrialId> ids) {
    var checksum = new CRC32C();
    for (TrialId id : ids) {
      checksum.update(id.value().getBytes(StandardCharsets.US_ASCII));
      checksum.update('\n');
    }
    return String.format(Locale.ROOT, "%d-%08x", ids.size(), checksum.getValue());
  }

  /**
   * The ids below the heading.
   *
   * @param file what messages call it
   * @throws ConfigurationException if it was cut or changed: of such a file no id is taken
   */
  static List<TrialId> ids(String text, String file) {
    String[] lines = text.split("\n", -1);
    boolean isFormer = lines[0].equals(FORMER_HEADING);
    if (!isFormer && !lines[0].equals(HEADING)) {
      throw damaged(file, 1, lines[0], "the heading `" + HEADING + "`");
    }
    int end = lines.length - 1;
    if (end == 0 || !lines[end].isEmpty()) {
      throw damaged(file, end + 1, lines[end], "a whole line");
    }
    var ids = new ArrayList<TrialId>();
    for (int line = 1; line < end; line++) {
      int comma = isFormer ? -1 : lines[line].indexOf(',');
      String id = comma < 0 ? lines[line] : lines[line].substring(0, comma);
      if (!TrialId.isId(id)) {
        throw damaged(file, line + 1, lines[line], "the id of a trial");
      }
      ids.add(new TrialId(id));
    }
    if (!isFormer) {
      String list = list(ids);
      String ending = "," + list;
      for (int line = 1; line < end; line++) {
        if (!lines[line].endsWith(ending)) {
          throw damaged(file, line + 1, lines[line], "of the list " + list + " that is there");
        }
      }
    }
    return ids;
  }

  private static ConfigurationException damaged(
      String file, int line, String found, String expected) {
    return new ConfigurationException(
        String.format(
            Locale.ROOT,
            "%s:%d: is damaged: %s is not %s; `run` of the sweep writes the file again",
            file,
            line,
            found.isEmpty() ? "an empty line" : found,
            expected));
  }
}
