package org.espalier;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/**
 * What went wrong with a file or a host, in words: Java's own messages of such errors are often a
 * name alone. A file, a disk or a network that fails is not a defect of the program.
 */
public final class IoProblem {

  private IoProblem() {}

  /** The innermost problem with a file or a host among the causes of an error, in one line. */
  public static Optional<String> of(Throwable thrown) {
    Optional<String> told = Optional.empty();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException problem) {
        told = Optional.of(text(problem));
      }
    }
    return told;
  }

  /** One line: {@code results/a: permission denied}. */
  public static String text(IOException problem) {
    if (problem instanceof FileSystemException file && file.getFile() != null) {
      String other = file.getOtherFile() == null ? "" : " to " + file.getOtherFile();
      return ConfigurationException.oneLine(file.getFile() + other + ": " + reason(file));
    }
    String message = problem.getMessage() == null ? "" : problem.getMessage();
    String first = message.lines().findFirst().orElse("");
    if (problem instanceof UnknownHostException) {
      return ConfigurationException.oneLine("no such host: " + first);
    }
    if (problem instanceof ConnectException) {
      return ConfigurationException.oneLine("cannot connect: " + first);
    }
    return first.isEmpty()
        ? problem.getClass().getSimpleName()
        : ConfigurationException.oneLine(first);
  }

  private static String reason(FileSystemException problem) {
    if (problem instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (problem instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "is there already";
    }
    if (problem instanceof DirectoryNotEmptyException) {
      return "is a folder that is not empty";
    }
    if (problem instanceof NotDirectoryException) {
      return "is not a folder";
    }
    return problem.getReason() == null ? "cannot be read or written" : problem.getReason();
  }
}
