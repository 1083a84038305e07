package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.ConfigurationException;
import org.espalier.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One page that shows what a sweep found. */
@Command(
    name = "report",
    description = {
      "Write one HTML page with everything a sweep found: recovery and loss by axis, phase diagrams,",
      "learning curves, attention beside the causal graph, theory beside measurement, every trial.",
      "The page needs no network; each plot can be saved as SVG from its corner."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private Path folder;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where to write the page (default: report.html in the results folder).")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Path page = file == null ? folder.resolve("report.html") : file;
    Path parent = page.toAbsolutePath().getParent();
    try (ResultsSession session = ResultsSession.open(List.of(folder), "")) {
      if (!Files.isDirectory(parent)) {
        throw new ConfigurationException(parent + ": no such folder");
      }
      Report.of(
              session.spark(),
              ResultsSession.name(folder),
              ResultsSession.planned(folder),
              ResultsSession.varied(folder))
          .write(page);
    }
    spec.commandLine().getOut().println(page);
    return ExitCode.OK;
  }
}
