package org.espalier.query;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Terminal;

/** Shows lines; those that do not fit on the screen through {@code $PAGER} or less. */
final class Pager {
  private Pager() {}

  static void show(List<String> lines, Terminal terminal) {
    boolean fits = terminal.getHeight() <= 0 || lines.size() < terminal.getHeight() - 2;
    if (fits
        || Terminal.TYPE_DUMB.equals(terminal.getType())
        || !page(String.join("\n", lines) + "\n")) {
      lines.forEach(terminal.writer()::println);
    }
  }

  /** Runs the pager; false if there is none, or none is wanted. */
  private static boolean page(String text) {
    String pager = System.getenv().getOrDefault("PAGER", "less -S -R -F -X");
    if (pager.isBlank()) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(List.of("sh", "-c", pager))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      write(process, text);
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void write(Process process, String text) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The reader left before the end, as readers of pagers do.
      return;
    }
  }
}
