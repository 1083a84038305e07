package org.espalier.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.espalier.plan.Compactor;
import org.espalier.plan.ResultStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Merges small files of the tables into larger ones. */
@Command(
    name = "compact",
    description = {
      "Merge small files of a results folder's tables into larger ones.",
      "Whoever reads meanwhile sees the same rows. A run does it by itself when there are many files."
    })
final class CompactCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Option(
      names = "--steal-lease",
      description = "Take the folder over from a run; only if that one is really gone.")
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
                Human.count(done.packsBefore(), "pack"),
                done.packsAfter(),
                Human.bytes(done.bytesBefore()),
                Human.bytes(done.bytesAfter())));
    return ExitCode.OK;
  }
}
