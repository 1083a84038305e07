package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.query.OutputException;
import org.espalier.sweep.HomeFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program {@code espalier}.
 *
 * <p>Commands name Spark and ND4J only inside their methods, so that {@code --help} loads neither.
 */
@Command(
    name = "espalier",
    description = "Trains grids of small transformers and measures which causal graphs they find.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExample:%n",
    footer = {
      "  espalier plan sweeps/quickstart.conf          what would run, and what it costs",
      "  espalier run  sweeps/quickstart.conf          train it; a repetition trains only what is missing",
      "  espalier sql  results/quickstart 'SELECT * FROM summary'",
      "",
      "Documentation: README.md has a tutorial and leads to the pages in driver/src/site/markdown."
    })
public final class Espalier implements Runnable {

  /** Looking at a command's class takes time: only those are made that are needed. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  private static final Pattern COMMENT = Pattern.compile("--\\s");

  static {
    COMMANDS.put("plan", PlanCommand::new);
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("submit", SubmitCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("trial", TrialCommand::new);
    COMMANDS.put("ls", LsCommand::new);
    COMMANDS.put("sql", SqlCommand::new);
    COMMANDS.put("export", ExportCommand::new);
    COMMANDS.put("compact", CompactCommand::new);
    COMMANDS.put("report", ReportCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("config", ConfigCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print versions and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private Espalier() {}

  /** Whether stack traces are wanted. */
  boolean isDebugging() {
    return debug || System.getenv("ESPALIER_DEBUG") != null;
  }

  /** Runs a command line and exits with its code. */
  public static void main(String[] words) {
    Surroundings.settle();
    PrintWriter out = StandardOutput.reserve();
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    String[] arguments = understood(words);
    int code;
    try {
      code = commandLine(arguments).setOut(out).setErr(err).execute(arguments);
    } catch (OutOfMemoryError e) {
      err.println("espalier: " + Errors.shortage(e).orElseThrow());
      code = ExitCode.USAGE;
    }
    if (code != ExitCode.OK || !isInACluster()) {
      System.exit(code);
    }
  }

  /**
   * Words as the command line takes them: {@code ~} is the home folder, and what begins with {@code
   * --} and a blank is a statement that begins with a comment of SQL, not an option.
   */
  static String[] understood(String... words) {
    return Stream.of(HomeFolder.expandedOptions(words))
        .map(word -> COMMENT.matcher(word).lookingAt() ? "\n" + word : word)
        .toArray(String[]::new);
  }

  /** YARN takes an application that exits for one that failed, with whatever code. */
  private static boolean isInACluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /** The command line with all its commands. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS.keySet());
  }

  /** The command line for some arguments, without the commands that they cannot mean. */
  private static CommandLine commandLine(String[] arguments) {
    String first = arguments.length > 0 ? arguments[0] : "";
    boolean isAboutAll = first.equals("completion");
    if (COMMANDS.containsKey(first) && !isAboutAll) {
      return commandLine(Set.of(first));
    }
    return first.equals("--version") || first.equals("-V") ? commandLine(Set.of()) : commandLine();
  }

  private static CommandLine commandLine(Set<String> commands) {
    var errors = new Errors();
    var commandLine = new CommandLine(new Espalier());
    commands.forEach(name -> commandLine.addSubcommand(name, COMMANDS.get(name).get()));
    commandLine.getCommandSpec().versionProvider(new Version());
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return commandLine
        .setExecutionStrategy(parsed -> executed(parsed, errors))
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false);
  }

  /** Runs what was asked for once what it needs is there, to the last word of its answer. */
  private static int executed(ParseResult parsed, Errors errors) {
    CommandLine commandLine = parsed.commandSpec().commandLine();
    try {
      if (parsed.hasSubcommand() && !isAboutItself(parsed.subcommand())) {
        Surroundings.require(parsed.originalArgs());
      }
      int code = new CommandLine.RunLast().execute(parsed);
      commandLine.getOut().flush();
      return code;
    } catch (ConfigurationException | OutputException e) {
      return errors.handleExecutionException(e, commandLine, parsed);
    } catch (StackOverflowError e) { // of a parser, which calls itself for each parenthesis
      var nested = new ConfigurationException("what was given is nested too deeply", e);
      return errors.handleExecutionException(nested, commandLine, parsed);
    }
  }

  /** Whether only help, a version or settings are asked for: that works in any surroundings. */
  private static boolean isAboutItself(ParseResult command) {
    return command.isUsageHelpRequested()
        || command.isVersionHelpRequested()
        || List.of("config", "completion").contains(command.commandSpec().name());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
