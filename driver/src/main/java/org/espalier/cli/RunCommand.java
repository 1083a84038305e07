package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.execution.Budget;
import org.espalier.execution.Masters;
import org.espalier.execution.RunOptions;
import org.espalier.execution.RunSummary;
import org.espalier.execution.SweepRequest;
import org.espalier.execution.SweepRunner;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.progress.Displays;
import org.espalier.progress.ProgressDisplay;
import org.espalier.sweep.Sweep;
import org.espalier.trial.TrialStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Trains what is missing of a sweep. */
@Command(
    name = "run",
    description = {
      "Train the missing trials of a sweep and store everything that was measured.",
      "Exit codes: 0 if every trial succeeded, 1 if some did not or the run ended early, 130 if a signal"
          + " stopped it, such as that of Ctrl-C."
    })
final class RunCommand implements Callable<Integer> {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([smhd])");
  private static final Map<String, Integer> SECONDS =
      Map.of("s", 1, "m", 60, "h", 3600, "d", 86_400);

  /** How a trial can have ended that is trained again: any way but with success. */
  static final class Retried implements Iterable<String>, ITypeConverter<TrialStatus> {
    @Override
    public Iterator<String> iterator() {
      return labels().iterator();
    }

    @Override
    public TrialStatus convert(String word) {
      String label = word.toLowerCase(Locale.ROOT);
      if (!labels().contains(label)) {
        throw new TypeConversionException(
            String.format(
                Locale.ROOT, "'%s' must be one of %s", word, String.join(", ", labels())));
      }
      return TrialStatus.of(label);
    }

    private static List<String> labels() {
      return Arrays.stream(TrialStatus.values())
          .filter(status -> status != TrialStatus.SUCCEEDED)
          .map(TrialStatus::label)
          .toList();
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private SweepArguments arguments;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master (default: spark.master of the sweep, local[*]).")
  private String master;

  @Option(
      names = "--retry",
      paramLabel = "STATUS",
      split = ",",
      completionCandidates = Retried.class,
      converter = Retried.class,
      description =
          "Train stored trials with this status again: diverged, failed, timed_out or lost; several"
              + " with commas.")
  private TrialStatus[] retry = {};

  @Option(names = "--retry-failed", description = "Short for --retry failed.")
  private boolean isRetryingFailed;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "Stop once N trials of this run did not succeed.")
  private int maxFailures = Integer.MAX_VALUE;

  @Option(names = "--fail-fast", description = "Short for --max-failures 1.")
  private boolean isFailingFast;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      description =
          "Stop after this time, such as 90s, 30m or 2h, and store every trial that has ended.")
  private String budget;

  @Option(
      names = "--core-hours",
      paramLabel = "N",
      description =
          "Stop once trials have taken N hours of a core, and store those that have ended.")
  private Double coreHours;

  @Option(
      names = "--steal-lease",
      description = "Take over the folder from another run; use only if that run is really gone.")
  private boolean isStealing;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print failures only.")
  private boolean isQuiet;

  @Option(names = "--json-log", description = "Report progress as JSON lines on standard error.")
  private boolean isJson;

  @Override
  public Integer call() {
    checkOptions(spec.commandLine());
    VectorModule.load();
    Sweep sweep = arguments.sweep();
    Masters.require(master(sweep));
    String folder = arguments.results(sweep);
    ResultStore store = arguments.store(sweep);
    announce(sweep, store, folder);
    IdleProperties.note(
            master(sweep),
            sweep.spark().conf(),
            System.getProperty("spark.submit.deployMode") != null)
        .ifPresent(spec.commandLine().getErr()::println);
    try {
      RunSummary summary = train(sweep, store);
      report(sweep, store, folder, summary);
      return exitCode(summary);
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println(
              ConfigurationException.oneLine(
                  String.format(
                      Locale.ROOT,
                      "espalier: %s: %s; what is stored is whole, and the same command goes on from here",
                      folder,
                      IoProblem.text(e))));
      return ExitCode.INCOMPLETE;
    }
  }

  /** What is to be done, before it is. */
  private void announce(Sweep sweep, ResultStore store, String folder) {
    if (isQuiet || isJson) {
      return;
    }
    RunPlan plan = SweepArguments.plan(sweep, store, retryPolicy());
    PrintWriter err = spec.commandLine().getErr();
    PlanText.of(sweep, plan, folder, master(sweep)).forEach(err::println);
    err.println();
    err.flush();
  }

  private RunSummary train(Sweep sweep, ResultStore store) throws IOException {
    var request = SweepRequest.of(sweep);
    var session = new AtomicReference<OwnSession>();
    SweepRunner runner = SweepRunner.of(() -> opened(session, sweep)).stoppedBySignals();
    var labels = new TrialLabels(sweep);
    PrintWriter err = spec.commandLine().getErr();
    try (ProgressDisplay display = Displays.open(kind(), err, labels::of)) {
      return runner.run(request, store, options(sweep), display);
    } finally {
      if (session.get() != null) {
        session.get().close();
      }
    }
  }

  private SparkSession opened(AtomicReference<OwnSession> session, Sweep sweep) {
    Map<String, String> conf = SparkDistribution.conf(master(sweep), sweep.spark().conf());
    session.set(OwnSession.open(master(sweep), conf));
    return session.get().spark();
  }

  private void report(Sweep sweep, ResultStore store, String folder, RunSummary summary) {
    PrintWriter out = spec.commandLine().getOut();
    if (!isQuiet) {
      RunReport.of(sweep, summary, folder, store).forEach(out::println);
      out.flush();
    }
    PrintWriter err = spec.commandLine().getErr();
    summary
        .error()
        .ifPresent(error -> err.println("espalier: " + ConfigurationException.oneLine(error)));
  }

  private static int exitCode(RunSummary summary) {
    if (summary.end() == RunSummary.End.STOPPED) {
      return ExitCode.INTERRUPTED;
    }
    return summary.isSuccess() ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private RunOptions options(Sweep sweep) {
    RunOptions options =
        RunOptions.of(sweep.run())
            .retrying(retryPolicy())
            .stoppingAfter(isFailingFast ? 1 : maxFailures)
            .within(budget(spec.commandLine()));
    return isStealing ? options.stealing() : options;
  }

  /**
   * The user's choice, refused where there is none.
   *
   * @param command that was given the options
   */
  void checkOptions(CommandLine command) {
    if (maxFailures < 1) {
      throw new ParameterException(
          command, String.format(Locale.ROOT, "--max-failures %d must be at least 1", maxFailures));
    }
    if (coreHours != null && !isAmount(coreHours)) {
      throw new ParameterException(
          command, String.format(Locale.ROOT, "--core-hours %s must be a number > 0", coreHours));
    }
    budget(command);
  }

  /** What the user lets the run spend, refused where it is no time. */
  private Budget budget(CommandLine command) {
    double seconds = Double.POSITIVE_INFINITY;
    if (budget != null) {
      Matcher time = DURATION.matcher(budget);
      seconds =
          time.matches()
              ? Double.parseDouble(time.group(1)) * SECONDS.get(time.group(2))
              : Double.NaN;
      if (!isAmount(seconds)) {
        throw new ParameterException(
            command,
            String.format(
                Locale.ROOT,
                "--budget %s must be a time above 0 with its unit, such as 90s, 30m, 2h or 1d",
                budget));
      }
    }
    double coreSeconds =
        coreHours == null ? Double.POSITIVE_INFINITY : coreHours * SECONDS.get("h");
    return new Budget(seconds, coreSeconds);
  }

  private static boolean isAmount(double amount) {
    return amount > 0 && Double.isFinite(amount);
  }

  private RetryPolicy retryPolicy() {
    if (retry.length == 0) {
      return isRetryingFailed ? RetryPolicy.of(TrialStatus.FAILED) : RetryPolicy.NONE;
    }
    return RetryPolicy.of(isRetryingFailed ? TrialStatus.FAILED : retry[0], retry);
  }

  private String master(Sweep sweep) {
    return master == null
        ? System.getProperty("spark.master", sweep.spark().master()) // spark-submit's goes first
        : master;
  }

  /** Its sweep. */
  SweepArguments arguments() {
    return arguments;
  }

  /** What {@code --master} says; null if it was not given. */
  String givenMaster() {
    return master;
  }

  /** Whether an option is one of this command. */
  static boolean knows(String option) {
    return new CommandLine(new RunCommand()).getCommandSpec().findOption(option) != null;
  }

  private Displays.Kind kind() {
    if (isJson) {
      return Displays.Kind.JSON;
    }
    if (isQuiet) {
      return Displays.Kind.QUIET;
    }
    return Screen.isWatched() ? Displays.Kind.LIVE : Displays.Kind.LOG;
  }
}
