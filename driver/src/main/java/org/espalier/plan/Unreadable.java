package org.espalier.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.security.AccessControlException;

/**
 * Files that are there and cannot be opened, for want of permission or of file descriptors. Nobody
 * knows what they hold: they are neither missing nor damaged, and nothing is removed for them.
 */
final class Unreadable {
  private Unreadable() {}

  /** What looks at a file and may not be let. */
  interface Look<T, R> {
    R at(T file) throws IOException;
  }

  /** Throws on what says that a file is there and cannot be opened; does nothing of the rest. */
  static void rethrow(Exception thrown) throws IOException {
    if (thrown instanceof FileSystemException e && !(e instanceof NoSuchFileException)) {
      throw e;
    }
    if (thrown instanceof AccessControlException e) {
      throw e;
    }
  }

  /** Looks at several files at a time; the results are in their order. */
  static <T, R> List<R> map(Collection<T> files, Look<T, R> look) throws IOException {
    try {
      return files.parallelStream()
          .map(
              file -> {
                try {
                  return look.at(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
