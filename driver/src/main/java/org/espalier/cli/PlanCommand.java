package org.espalier.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.execution.Masters;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.sweep.Sweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a run would do. Starts no Spark and writes nothing. */
@Command(
    name = "plan",
    description =
        "Say what a sweep consists of, what is stored of it, what is missing and its cost.")
final class PlanCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepArguments arguments;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master to estimate for (default: spark.master of the sweep).")
  private String master;

  @Option(
      names = "--list",
      description = "Print each trial that is missing: its id and the values of the axes.")
  private boolean isListing;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Sweep sweep = arguments.sweep();
    String on = master == null ? sweep.spark().master() : master;
    Masters.require(on);
    RunPlan plan = SweepArguments.plan(sweep, arguments.store(sweep), RetryPolicy.NONE);
    String folder = arguments.results(sweep);
    if (isListing) {
      var labels = new TrialLabels(sweep);
      plan.missing()
          .forEach(
              t -> out.println(t.id() + "  " + ConfigurationException.oneLine(labels.of(t.id()))));
    } else {
      PlanText.of(sweep, plan, folder, on).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }
}
