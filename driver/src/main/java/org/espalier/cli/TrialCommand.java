package org.espalier.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.query.TextTable;
import org.espalier.sweep.Cell;
import org.espalier.sweep.Sweep;
import org.espalier.train.CurvePoint;
import org.espalier.trial.Metric;
import org.espalier.trial.TrialLimits;
import org.espalier.trial.TrialListener;
import org.espalier.trial.TrialMetrics;
import org.espalier.trial.TrialResult;
import org.espalier.trial.TrialRunner;
import org.espalier.trial.TrialStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one trial in this process and prints what was measured. Stores nothing. */
@Command(
    name = "trial",
    description = "Run one trial of a sweep here, without Spark, and print its metrics.")
final class TrialCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SweepArguments arguments;

  @Option(
      names = "--number",
      paramLabel = "N",
      description = "Number of the trial within the sweep, from 1 (default: the first).")
  private Integer number;

  @Option(names = "--id", paramLabel = "ID", description = "Trial to run, by the start of its id.")
  private String id;

  @Override
  public Integer call() {
    requireOptionsThatFit();
    VectorModule.load();
    Sweep sweep = arguments.sweep();
    Cell cell = cell(sweep);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "trial %s of %s: %s",
            cell.id(),
            sweep.name(),
            new TrialLabels(sweep).of(cell.id())));
    out.println();
    out.println("    step  test loss  loss gap  parent attention  edge accuracy");
    out.flush();
    TrialLimits limits =
        TrialLimits.of(sweep.run().trialTimeout())
            .withMemory(sweep.run().trialMemory().orElse(Runtime.getRuntime().maxMemory()));
    TrialResult result = TrialRunner.run(cell.spec(), limits, curveOn(out));
    out.println();
    metrics(result).wrapped(Screen.width()).forEach(out::println);
    out.println();
    out.println(ending(result));
    out.flush();
    return result.status() == TrialStatus.SUCCEEDED ? ExitCode.OK : ExitCode.INCOMPLETE;
  }

  private void requireOptionsThatFit() {
    if (arguments.hasOut()) {
      throw new ConfigurationException("--out: trial stores nothing; leave it out, or use run");
    }
    if (number != null && id != null) {
      throw new ConfigurationException("--number and --id are given: which of them is meant?");
    }
  }

  private Cell cell(Sweep sweep) {
    List<Cell> cells = sweep.cells();
    if (id != null) {
      List<Cell> named = cells.stream().filter(c -> c.id().value().startsWith(id)).toList();
      if (named.size() != 1) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "--id %s: %s in the sweep begin with it",
                id,
                Count.of(named.size(), "trial")));
      }
      return named.get(0);
    }
    int place = number == null ? 1 : number;
    if (place < 1 || place > cells.size()) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "--number %d must be from 1 to %d", place, cells.size()));
    }
    return cells.get(place - 1);
  }

  private static TrialListener curveOn(PrintWriter out) {
    return new TrialListener() {
      @Override
      public void recorded(CurvePoint point) {
        out.printf(
            Locale.ROOT,
            "%8d  %9.4f  %8.4f  %16.4f  %13.3f%n",
            point.step(),
            point.testLoss(),
            point.lossGap(),
            point.parentAttention(),
            point.edgeAccuracy());
        out.flush();
      }
    };
  }

  private static TextTable metrics(TrialResult result) {
    var rows = new ArrayList<List<String>>();
    for (Metric metric : TrialMetrics.ALL) {
      Number value = result.measured().metrics().get(metric.name());
      if (value != null) {
        String text =
            metric.kind() == Metric.Kind.INTEGER
                ? String.valueOf(value)
                : String.format(Locale.ROOT, "%.5g", value.doubleValue());
        rows.add(List.of(metric.name(), text, metric.meaning()));
      }
    }
    return new TextTable(List.of("metric", "value", "meaning"), List.of(false, true, false), rows);
  }

  private static String ending(TrialResult result) {
    double seconds = result.work().training().toMillis() / 1e3;
    String rate =
        seconds > 0
            ? String.format(
                Locale.ROOT,
                " (%s steps/s)",
                String.format(Locale.ROOT, "%.0f", result.work().steps() / seconds))
            : "";
    String why = result.failure().map(f -> ": " + f.type() + ": " + f.message()).orElse("");
    return ConfigurationException.oneLine(
        String.format(
            Locale.ROOT,
            "%s after %d steps, %s of training%s%s",
            result.status().label(),
            result.work().steps(),
            Human.duration(seconds),
            rate,
            why));
  }
}
