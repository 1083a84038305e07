package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.report.LivePage;
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

  private static final int NAMED = 5;
  private static final int MOST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RESULTS",
      description = "A results folder, or a folder of them: one page shows them all.")
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

  @Option(
      names = "--with",
      paramLabel = "RESULTS",
      description = "A further results folder; its trials are shown on the same page. Needs --to.")
  private List<String> others = List.of();

  @Option(
      names = "--live",
      description =
          "Serve the page on 127.0.0.1 instead of writing it, and renew it as trials are stored, until Ctrl-C.")
  private boolean isLive;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where --live listens, 1 to 65535 (default: a free port, which is printed).")
  private Integer port;

  private final List<ResultStore> stores = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    var folders = new ArrayList<>(ResultsSession.studies(folder));
    folders.addAll(others);
    requireOptionsThatFit();
    for (String results : folders) {
      stores.add(ResultsSession.checked(results));
    }
    if (isLive) {
      return serve();
    }
    if (!others.isEmpty() && file == null) {
      throw new ConfigurationException(
          "--with shows several results folders on one page; say where it goes with --to FILE");
    }
    Path page = file == null ? inside(folder, stores.get(0)) : file;
    try (OutputFile output = OutputFile.begin(page);
        ResultsSession session = open(spec.commandLine().getErr())) {
      Report report = session.read(() -> report(session));
      output.write(
          part -> {
            report.write(part);
            return page;
          });
    }
    spec.commandLine().getOut().println(page);
    return ExitCode.OK;
  }

  private void requireOptionsThatFit() {
    if (port != null && !isLive) {
      throw new ConfigurationException("--port says where --live listens; say --live as well");
    }
    if (port != null && (port < 1 || port > MOST_PORT)) {
      throw new ConfigurationException("--port = " + port + " must be in 1.." + MOST_PORT);
    }
    if (isLive && file != null) {
      throw new ConfigurationException("--live serves the page and writes no file; leave out --to");
    }
  }

  private ResultsSession open(PrintWriter err) {
    return ResultsSession.openStores(stores, Report.DEMAND, scope.ofReports(), err);
  }

  /** Until it is interrupted. */
  private int serve() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    try (LivePage page = LivePage.open(port == null ? 0 : port);
        ResultsSession session = open(err)) {
      new LiveReport(page, session, this, err).serve(spec.commandLine().getOut());
    }
    return ExitCode.INTERRUPTED;
  }

  /** What the page shows of the results as they are now. */
  Report report(ResultsSession session) {
    session.expectWhatIsStored(stores); // a study that is watched grows
    boolean isPlanned = stores.stream().allMatch(ResultStore::hasCells);
    long hidden =
        !isPlanned || scope.isAll()
            ? 0
            : session.storedTrials() - session.spark().table("trials").count();
    Set<String> planned = planned(stores);
    return Report.of(
        session.spark(),
        new Source(
            told(stores, ResultsSession::name),
            stores.size() == 1 ? SweepNotes.description(stores.get(0)) : "",
            command(),
            isPlanned ? planned.size() : -1,
            isPlanned ? missing(planned, session) : 0,
            hidden,
            session.varied(),
            SweepNotes.graphs(stores),
            trials));
  }

  /** The command that makes this page, for a shell, so that a further trial can be asked for. */
  private String command() {
    var words = new ArrayList<>(List.of("bin/espalier", "report", folder));
    others.forEach(other -> words.addAll(List.of("--with", other)));
    if (scope.isAll()) {
      words.add("--all");
    }
    if (isLive) {
      words.add("--live");
    }
    if (file != null) {
      words.addAll(List.of("--to", file.toString()));
    }
    trials.forEach(trial -> words.addAll(List.of("--trial", trial)));
    return words.stream().map(ShellText::quoted).collect(Collectors.joining(" "));
  }

  /** Trials that the sweeps ask for; one that several of them ask for is one. */
  private static Set<String> planned(List<ResultStore> stores) {
    return stores.stream()
        .flatMap(store -> store.cells().stream())
        .flatMap(List::stream)
        .map(TrialId::value)
        .collect(Collectors.toSet());
  }

  /** Those of planned trials that are not stored, whatever other trials are. */
  private static long missing(Set<String> planned, ResultsSession session) {
    long stored =
        session.spark().sql("SELECT trial_id FROM trials").collectAsList().stream()
            .filter(row -> planned.contains(row.getString(0)))
            .count();
    return planned.size() - stored;
  }

  /** What is told of each folder, once, in one line. */
  private static String told(List<ResultStore> stores, Function<ResultStore, String> what) {
    List<String> told = stores.stream().map(what).distinct().toList();
    String first = told.stream().limit(NAMED).collect(Collectors.joining(", "));
    return told.size() <= NAMED
        ? first
        : String.format(Locale.ROOT, "%s and %d more", first, told.size() - NAMED);
  }

  /** Beside the tables of one study, or beside the studies. */
  private static Path inside(String folder, ResultStore store) {
    String root = store.storage().root();
    if (!Storage.isLocal(root)) {
      throw new ConfigurationException(root + ": is not on this machine; say where with --to FILE");
    }
    return (ResultsSession.isOfStudies(folder) ? Storage.localPath(folder) : Path.of(root))
        .resolve("report.html");
  }
}
