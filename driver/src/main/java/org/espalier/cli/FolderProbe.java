package org.espalier.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.ConfigurationException;

/** Whether a folder can be made and files in it loaded as libraries. */
final class FolderProbe {
  private static final byte[] CONTENT = new byte[65_536];

  private FolderProbe() {}

  /**
   * Checks that a folder takes files and that libraries in it can be loaded.
   *
   * @param what the folder's role
   * @param variable what names another in the environment
   * @throws ConfigurationException if not
   */
  static void requireLibraries(String what, Path folder, String variable) {
    String remedy =
        String.format(Locale.ROOT, "; %s=FOLDER in the environment names another", variable);
    if (!Files.isDirectory(folder)) {
      throw new ConfigurationException(what + " " + folder + " is not there" + remedy);
    }
    try {
      if (!isLoadable(folder)) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s %s is mounted noexec, and libraries are loaded from it%s",
                what,
                folder,
                remedy));
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT, "%s %s cannot be written: %s%s", what, folder, reason(e), remedy),
          e);
    }
  }

  /** Whether libraries can be kept in a folder, which is made if it is missing. */
  static boolean holdsLibraries(Path folder) {
    try {
      return isLoadable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }

  /** The system refuses to load libraries just where it refuses to execute programs. */
  private static boolean isLoadable(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "espalier", ".probe");
    try {
      Files.write(probe, CONTENT);
      return probe.toFile().setExecutable(true) && Files.isExecutable(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static String reason(IOException thrown) {
    return thrown instanceof AccessDeniedException
        ? "permission denied"
        : thrown instanceof FileSystemException e && e.getReason() != null
            ? e.getReason()
            : String.valueOf(thrown.getMessage());
  }
}
