package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.query.ResultViews;
import org.espalier.query.TextTable;
import org.espalier.report.Comparison;
import org.espalier.report.Interval;
import org.espalier.table.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Two results side by side. */
@Command(
    name = "compare",
    description = {
      "Show two results side by side, cell by cell.",
      "For each metric: mean and standard deviation over replicates, and the difference with its 95 %% interval:",
      "Welch's t, or where replicates are all equal what the intervals of the two means leave open.",
      "A result is a results folder or a published summary, such as sweeps/figure9-paper.json."
    })
final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A results folder or a summary file.")
  private String left;

  @Parameters(
      index = "1",
      paramLabel = "B",
      description = "Another results folder or summary file.")
  private String right;

  @Mixin private ScopeOption scope;

  @Override
  public Integer call() throws Exception {
    try (var sides = new Sides(scope.ofReports(), spec.commandLine().getErr())) {
      print(sides.compared(left, right));
    }
    return ExitCode.OK;
  }

  /** What is compared, and the sessions that it is read in. */
  private static final class Sides implements AutoCloseable {
    private final ResultViews.Scope scope;
    private final PrintWriter err;
    private final List<ResultsSession> sessions = new ArrayList<>();

    Sides(ResultViews.Scope scope, PrintWriter err) {
      this.scope = scope;
      this.err = err;
    }

    Comparison compared(String left, String right) throws Exception {
      Comparison.Side a = side(left);
      Comparison.Side b = side(right);
      Callable<Comparison> work = () -> Comparison.of(a, b);
      for (ResultsSession session : sessions) {
        Callable<Comparison> inner = work;
        work = () -> session.read(inner);
      }
      return work.call();
    }

    private Comparison.Side side(String result) throws IOException {
      if (Storage.isLocal(result) && Files.isRegularFile(Path.of(result))) {
        return Comparison.Side.published(Path.of(result));
      }
      List<ResultStore> stores = List.of(ResultsSession.checked(result));
      ResultsSession session = ResultsSession.openStores(stores, Comparison.DEMAND, scope, err);
      sessions.add(session);
      return Comparison.Side.stored(ResultsSession.name(stores.get(0)), session.spark());
    }

    @Override
    public void close() {
      sessions.forEach(ResultsSession::close);
    }
  }

  private void print(Comparison comparison) {
    PrintWriter out = spec.commandLine().getOut();
    comparison
        .differing()
        .forEach(
            (path, values) ->
                out.println(
                    ConfigurationException.oneLine(
                        String.format(
                            Locale.ROOT,
                            "differs: %s = %s in A, %s in B",
                            path,
                            values.get(0),
                            values.get(1)))));
    var rows = new ArrayList<List<String>>();
    for (Comparison.Line line : comparison.lines()) {
      rows.add(
          List.of(
              line.cell().entrySet().stream()
                  .map(e -> e.getKey() + "=" + e.getValue())
                  .collect(Collectors.joining(" ")),
              line.measure(),
              spread(line.left()),
              spread(line.right()),
              difference(line.difference())));
    }
    boolean isOneName = comparison.left().equals(comparison.right()); // two runs of one sweep
    TextTable.of(
            List.of(
                "cell",
                "measure",
                "A " + (isOneName ? left : comparison.left()),
                "B " + (isOneName ? right : comparison.right()),
                "B - A [95 %]"),
            rows)
        .lines(Screen.width())
        .forEach(out::println);
    if (!rows.isEmpty()) {
      out.println(
          "mean ± standard deviation over n replicates, trials that differ in seeds or in the graph"
              + " of a list alone; settings that only one side tells apart count alike, and n is that"
              + " of the setting with the fewest");
    }
    if (rows.isEmpty()) {
      out.println("nothing to compare: no cell with the same settings has a measure in both");
    }
    if (comparison.onlyLeft() + comparison.onlyRight() > 0) {
      out.printf(
          Locale.ROOT,
          "cells without a partner: %d in A, %d in B%n",
          comparison.onlyLeft(),
          comparison.onlyRight());
    }
    printLeftOut("A", comparison.measuresLeft());
    printLeftOut("B", comparison.measuresRight());
  }

  private void printLeftOut(String side, Set<String> measures) {
    if (!measures.isEmpty()) {
      spec.commandLine()
          .getOut()
          .println("measures that only " + side + " has: " + String.join(", ", measures));
    }
  }

  private static String spread(Interval i) {
    return Double.isNaN(i.sd())
        ? String.format(Locale.ROOT, "%.4f (n=%d)", i.mean(), i.n())
        : String.format(Locale.ROOT, "%.4f ± %.4f (n=%d)", i.mean(), i.sd(), i.n());
  }

  private static String difference(Interval i) {
    return i.hasEnds()
        ? String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", i.mean(), i.low(), i.high())
        : String.format(Locale.ROOT, "%+.4f", i.mean());
  }
}
