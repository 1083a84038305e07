package org.espalier.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;

/**
 * Files that are there and cannot be read now, for want of permission or of file descriptors, or
 * for a network or a disk that fails. Nobody knows what they hold: they are neither missing nor
 * damaged, what says so is thrown on, and nothing is removed for them.
 */
final class Unreadable {
  private Unreadable() {}

  /** What looks at a file and may fail to. */
  interface Look<T, R> {
    R at(T file) throws IOException;
  }

  /**
   * Looks at several files at a time; the results are in their order.
   *
   * @throws IOException what one of the looks threw
   */
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
