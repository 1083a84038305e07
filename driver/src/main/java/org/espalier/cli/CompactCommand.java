package org.espalier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.espalier.Count;
import org.espalier.plan.Compactor;
import org.espalier.plan.ResultStore;
import org.espalier.plan.StoreNotes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Merges small files of the tables into larger ones. */
@Command(
    name = "compact",
    description = {
      "Merge the small table files of a results folder into larger ones.",
      "Readers see every row throughout. A run compacts by itself when there are many files.",
      "Checksums are verified first: a damaged pack is named and left as it is, and the exit code is 1."
    })
final class CompactCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Option(
      names = "--steal-lease",
      description = "Take over the folder from a run; use only if that run is really gone.")
  private boolean isStealing;

  @Override
  public Integer call() throws IOException {
    ResultStore store = ResultsSession.checked(folder);
    Compactor.Outcome done = Compactor.compactAlone(store, isStealing);
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT,
                "%s into %s, %s into %s",
                Count.of(done.packsBefore(), "pack"),
                done.packsAfter(),
                Human.bytes(done.bytesBefore()),
                Human.bytes(done.bytesAfter())));
    PrintWriter err = spec.commandLine().getErr();
    StoreNotes.of(store).forEach(err::println);
    StoreNotes.damages(store, done.damages())
        .forEach(
            line ->
                err.println(
                    String.format(Locale.ROOT, "espalier: %s; its pack is left as it is", line)));
    if (done.damages().isEmpty()) {
      return ExitCode.OK;
    }
    err.println("`espalier status --repair` sets damaged packs aside");
    return ExitCode.INCOMPLETE;
  }
}
