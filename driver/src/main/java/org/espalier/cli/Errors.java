package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.query.OutputException;
import org.espalier.setting.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what is thrown into one clear line and an exit code: {@value ExitCode#USAGE} where the user
 * or his surroundings can mend it (files, disks and hosts that fail among them), {@value
 * ExitCode#INCOMPLETE} where it is ours. Stack traces only with {@code --debug}.
 */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

  /**
   * What the user can mend. By name, for these classes need not be loaded to print a help text;
   * Spark's SQL errors all extend AnalysisException or carry an error class.
   */
  private static final List<String> USER_ERRORS =
      List.of(
          "org.espalier.ConfigurationException",
          "org.espalier.InvalidValueException",
          "org.espalier.query.QueryException",
          "java.nio.file.InvalidPathException"); // a text that no file system has as a name

  @Override
  public int handleExecutionException(
      Exception thrown, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    if (thrown instanceof OutputException lost) {
      return unheard(lost, err);
    }
    boolean debug = ((Espalier) command.getCommandSpec().root().userObject()).isDebugging();
    if (debug) {
      thrown.printStackTrace(err);
    }
    if (USER_ERRORS.contains(thrown.getClass().getName())) {
      err.println("espalier: " + printable(String.valueOf(thrown.getMessage())));
      return ExitCode.USAGE;
    }
    Optional<String> problem = shortage(thrown).or(() -> IoProblem.of(thrown));
    if (problem.isPresent()) {
      err.println("espalier: " + problem.get());
      return ExitCode.USAGE;
    }
    err.println("espalier: " + ConfigurationException.oneLine(unexpected(thrown)));
    if (!debug) {
      err.println("This should not have happened; --debug shows where it did.");
    }
    return ExitCode.INCOMPLETE;
  }

  /**
   * What the machine lets the program have too little of, in one line, if that is among the causes
   * of an error. The JVM tells so, too, that there may be no further thread.
   */
  static Optional<String> shortage(Throwable thrown) {
    Optional<String> told = Optional.empty();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        told =
            Optional.of(
                String.valueOf(cause.getMessage()).contains("native thread")
                    ? "the system lets this account have no further thread; 'ulimit -u' shows how"
                        + " many it may have"
                    : "there is not enough memory; ESPALIER_HEAP=8g gives more");
      }
    }
    return told;
  }

  /** A reader who has left wants to know nothing more. */
  private static int unheard(OutputException lost, PrintWriter err) {
    if (lost.isUnread()) {
      return ExitCode.UNREAD;
    }
    err.println("espalier: " + ConfigurationException.oneLine(lost.getMessage()));
    return ExitCode.USAGE;
  }

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    PrintWriter err = command.getErr();
    String hint =
        thrown instanceof UnmatchedArgumentException unmatched ? hint(command, unmatched) : "";
    err.println("espalier: " + ConfigurationException.oneLine(thrown.getMessage()) + hint);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** The nearest command, or option of the command, to a word that is none. */
  private static String hint(CommandLine command, UnmatchedArgumentException unmatched) {
    String word = unmatched.getUnmatched().isEmpty() ? "" : unmatched.getUnmatched().get(0);
    Collection<String> known =
        word.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return NearestName.suggestion(word.replaceAll("=.*", ""), known);
  }

  /** SQL errors have several lines; what stands in them may come from the data. */
  private static String printable(String message) {
    return message.lines().map(ConfigurationException::oneLine).collect(Collectors.joining("\n"));
  }

  private static String unexpected(Throwable thrown) {
    String message = thrown.getMessage();
    String first = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    return thrown.getClass().getSimpleName() + first;
  }
}
