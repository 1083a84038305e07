package org.espalier.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.report.Report;
import org.espalier.report.Source;
import org.espalier.table.Storage;
import org.espalier.trial.TrialId;
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

  @Option(
      names = "--trial",
      paramLabel = "ID",
      description =
          "Show this trial in detail as well, by its id or the beginning of it; may be given several times.")
  private List<String> trials = List.of();

  @Override
  public Integer call() throws Exception {
    ResultStore store = ResultsSession.checked(folder);
    Path page = file == null ? inside(store) : file;
    try (OutputFile output = OutputFile.begin(page);
        ResultsSession session =
            ResultsSession.open(
                List.of(folder), "", scope.ofReports(), spec.commandLine().getErr())) {
      Report report = session.read(() -> report(session, store));
      output.write(
          part -> {
            report.write(part);
            return page;
          });
    }
    spec.commandLine().getOut().println(page);
    return ExitCode.OK;
  }

  private Report report(ResultsSession session, ResultStore store) {
    List<TrialId> planned = store.cells().orElse(null);
    long others =
        planned == null || scope.isAll()
            ? 0
            : session.storedTrials() - session.spark().table("trials").count();
    return Report.of(
        session.spark(),
        new Source(
            ResultsSession.name(store),
            SweepNotes.description(store),
            folder,
            planned == null ? -1 : planned.size(),
            others,
            ResultsSession.varied(store),
            SweepNotes.graphs(store),
            trials));
  }

  private static Path inside(ResultStore store) {
    String root = store.storage().root();
    if (!Storage.isLocal(root)) {
      throw new ConfigurationException(root + ": is not on this machine; say where with --to FILE");
    }
    return Path.of(root).resolve("report.html");
  }
}
