package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.espalier.query.TextTable;
import org.espalier.report.Comparison;
import org.espalier.report.Interval;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Two results side by side. */
@Command(
    name = "compare",
    description = {
      "Lay two results side by side, cell by cell: mean and standard deviation over replicates, and the",
      "difference with its 95 % interval (Welch's t). A result is a results folder or a published summary,",
      "such as sweeps/figure9-paper.json."
    })
final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A results folder or a summary file.")
  private Path left;

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  private Path right;

  @Override
  public Integer call() throws IOException {
    print(Comparison.of(side(left), side(right)));
    return ExitCode.OK;
  }

  private static Comparison.Side side(Path result) throws IOException {
    return Files.isRegularFile(result)
        ? Comparison.Side.published(result)
        : Comparison.Side.stored(
            ResultsSession.name(result), ResultsSession.open(List.of(result), "trials").spark());
  }

  private void print(Comparison comparison) {
    PrintWriter out = spec.commandLine().getOut();
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
    TextTable.of(
            List.of(
                "cell",
                "measure",
                "A " + comparison.left(),
                "B " + comparison.right(),
                "B - A [95 %]"),
            rows)
        .lines(Screen.width())
        .forEach(out::println);
    comparison
        .differing()
        .forEach(
            (path, values) ->
                out.printf(
                    "not the same: %s = %s in A, %s in B%n", path, values.get(0), values.get(1)));
    if (comparison.onlyLeft() + comparison.onlyRight() > 0) {
      out.printf(
          "cells without a partner: %d in A, %d in B%n",
          comparison.onlyLeft(), comparison.onlyRight());
    }
  }

  private static String spread(Interval i) {
    return String.format(Locale.ROOT, "%.4f ± %.4f (n=%d)", i.mean(), i.sd(), i.n());
  }

  private static String difference(Interval i) {
    return i.n() < 2
        ? String.format(Locale.ROOT, "%+.4f", i.mean())
        : String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", i.mean(), i.low(), i.high());
  }
}
