package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Hands {@code run} to {@code spark-submit}, with everything that a sweep's profile says. */
@Command(
    name = "submit",
    description = {
      "Run a sweep on a cluster through the spark-submit of a Spark distribution.",
      "All options of `run` are accepted; what follows -- is passed to spark-submit unchanged:",
      "  espalier submit study.conf --master yarn -- --queue long",
      "The exit code is that of spark-submit."
    })
final class SubmitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RunCommand run;

  @Option(
      names = "--deploy-mode",
      paramLabel = "MODE",
      description = "Where the driver runs: client (here) or cluster (default: client).")
  private SubmitLine.DeployMode mode = SubmitLine.DeployMode.CLIENT;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description =
          "The application's jar (default: the archive's lib/espalier-cluster.jar, or"
              + " driver/target/espalier-cluster.jar of a checkout).")
  private String jar;

  @Option(
      names = "--dry-run",
      description = "Print the command, one argument a line, and run nothing.")
  private boolean isDry;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> arguments = spec.commandLine().getParseResult().originalArgs();
    int delimiter = arguments.indexOf("--");
    List<String> sparkOptions =
        delimiter < 0 ? List.of() : arguments.subList(delimiter + 1, arguments.size());
    run.checkOptions(spec.commandLine());
    SweepArguments sweep = run.arguments();
    if (!sweep.dropLast(sparkOptions.size())) {
      throw new ParameterException(
          spec.commandLine(), "no sweep is named before --, behind which spark-submit's words are");
    }
    SparkDistribution.profile().ifPresent(sweep::useUnlessGiven);
    String application = jar == null ? SparkDistribution.clusterJar().toString() : jar;
    List<String> line =
        new SubmitLine(sweep, run.givenMaster(), mode)
            .words(application, runOptions(), sparkOptions);
    return isDry ? print(line) : execute(line, application);
  }

  /** The options given to this command that are those of {@code run}, but for what is worked in. */
  private List<String> runOptions() {
    var own = List.of("--master", "--conf", "--out", "--help", "--version");
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .filter(option -> RunCommand.knows(option.longestName()))
        .filter(option -> !own.contains(option.longestName()))
        .flatMap(option -> SubmitLine.words(option).stream())
        .toList();
  }

  private int print(List<String> line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(ShellText.lines(line));
    out.flush();
    return ExitCode.OK;
  }

  private static int execute(List<String> line, String application)
      throws IOException, InterruptedException {
    if (!application.contains(":/")) {
      SparkDistribution.built(Path.of(application));
    }
    var builder = new ProcessBuilder(line).inheritIO();
    builder.command().set(0, SparkDistribution.submit(System.getenv()).toString());
    return builder.start().waitFor();
  }
}
