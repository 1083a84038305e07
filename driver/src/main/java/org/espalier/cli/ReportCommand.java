package org.espalier.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.report.Report;
import org.espalier.table.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One page that shows what a sweep found. */
@Command(
    name = "report",
    description = {
      "Write one HTML page with everything a sweep found.",
      "It has recovery and loss by axis, phase diagrams, learning curves, attention beside the causal graph, theory beside measurement, and every trial.",
      "The page needs no network; each plot can be saved as SVG from its corner."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Mixin private ScopeOption scope;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where to write the page (default: report.html in the results folder).")
  private Path file;

  @Override
  public Integer call() throws Exception {
    ResultStore store = ResultsSession.checked(folder);
    Path page = file == null ? inside(store) : file;
    try (OutputFile output = OutputFile.begin(page);
        ResultsSession session =
            ResultsSession.open(
                List.of(folder), "", scope.ofReports(), spec.commandLine().getErr())) {
      session.read(() -> report(session, store)).write(output.part());
      output.complete();
    }
    spec.commandLine().getOut().println(page);
    return ExitCode.OK;
  }

  private static Report report(ResultsSession session, ResultStore store) {
    long planned = store.cells().map(cells -> (long) cells.size()).orElse(-1L);
    return Report.of(
        session.spark(), ResultsSession.name(store), planned, ResultsSession.varied(store));
  }

  private static Path inside(ResultStore store) {
    String root = store.storage().root();
    if (!Storage.isLocal(root)) {
      throw new ConfigurationException(root + ": is not on this machine; say where with --to FILE");
    }
    return Path.of(root).resolve("report.html");
  }
}
