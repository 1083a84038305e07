package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.ConfigurationException;
import org.espalier.IoProblem;
import org.espalier.plan.NeededReplicates;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoredEnds;
import org.espalier.plan.StoredTrials;
import org.espalier.sweep.Companions;
import org.espalier.sweep.Profile;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;
import org.espalier.table.Storage;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command on a sweep takes: its file, its results folder, overrides. */
final class SweepArguments {
  @Parameters(index = "0", paramLabel = "SWEEP", description = "A sweep file.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Overrides of the sweep file; values with commas make an axis: task.vocab=3,5.")
  private List<String> overrides = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Results folder, or a URI such as hdfs://HOST/DIR or s3a://BUCKET/DIR (default:"
              + " results/<name of the sweep>).")
  private String out;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description =
          "File with settings of run and spark that take precedence over the sweep's: conf/cluster.conf.")
  private List<Path> conf = List.of();

  /** Reads the sweep. */
  Sweep sweep() {
    return SweepReader.read(file, words());
  }

  private List<String> words() {
    var words = new ArrayList<String>();
    conf.forEach(profile -> words.addAll(Profile.words(profile)));
    words.addAll(overrides);
    return words;
  }

  /** Where its results are: a local path, or the URI of a file system that Hadoop knows. */
  String results(Sweep sweep) {
    if (out != null && out.isBlank()) { // as of a variable of the shell that is not set
      throw new ConfigurationException(
          "--out names no folder; without it results are in results/" + sweep.name());
    }
    String configured = HomeFolder.expanded(out == null ? sweep.run().out() : out);
    return configured.isEmpty() ? Path.of("results", sweep.name()).toString() : configured;
  }

  /** The results folder as any process would name it: an absolute path, or a URI as it stands. */
  String resultsAddress(Sweep sweep) {
    String folder = results(sweep);
    return Storage.isLocal(folder) && !folder.startsWith("file:")
        ? Path.of(folder).toAbsolutePath().toString()
        : folder;
  }

  /** What is stored there. Hadoop is told what Spark's properties say for it. */
  ResultStore store(Sweep sweep) {
    return ResultStore.open(resultsAddress(sweep), HadoopSettings.of(sweep.spark().conf()));
  }

  /** Takes a profile if none was given. */
  void useUnlessGiven(Path profile) {
    conf = conf.isEmpty() ? List.of(profile) : conf;
  }

  /** Leaves out the last words, which are not overrides. */
  void dropLast(int words) {
    overrides = overrides.subList(0, overrides.size() - words);
  }

  /** What profiles and command line say of trials and of how they run, without how Spark does. */
  List<String> wordsOfRun() {
    return words().stream().filter(word -> !word.startsWith("spark.")).toList();
  }

  /** Its trials as a plan has them. */
  static List<PlannedTrial> trials(Sweep sweep) {
    return sweep.cells().stream().map(cell -> new PlannedTrial(cell.id(), cell.spec())).toList();
  }

  /** Those of its trials that are needed by the results that are stored. */
  static List<PlannedTrial> needed(Sweep sweep, ResultStore store, StoredTrials stored) {
    List<PlannedTrial> all = trials(sweep);
    if (sweep.replicates().isEmpty()) {
      return all;
    }
    try {
      return NeededReplicates.of(sweep.replicates().get(), all, store, stored).trials();
    } catch (IOException e) {
      throw unreadable(store, e);
    }
  }

  /** What a run would do. */
  static RunPlan plan(Sweep sweep, ResultStore store, RetryPolicy retry) {
    StoredTrials stored = store.trials();
    requireSame(sweep, store, stored);
    try {
      StoredEnds ends = StoredEnds.of(store.storage());
      return RunPlan.of(sweep.name(), needed(sweep, store, stored), stored, ends, retry);
    } catch (IOException e) {
      throw unreadable(store, e);
    }
  }

  /**
   * Returns if the results are of the sweep, which may have grown since.
   *
   * @throws ConfigurationException if they are not
   */
  static void requireSame(Sweep sweep, ResultStore store, StoredTrials stored) {
    store.requireSweep(sweep.name(), stored);
    if (stored.count() > 0 && !sweep.designs().isEmpty()) {
      SweepReader.requireGrowth(sweep, former(store), store.storage().address(Layout.SWEEP));
    }
  }

  /**
   * The sweep that was last run; empty if that is not known, for a run writes a damaged file again.
   */
  private static String former(ResultStore store) {
    try {
      return store.resolvedSweep().orElse("");
    } catch (ConfigurationException damaged) {
      return "";
    }
  }

  private static ConfigurationException unreadable(ResultStore store, IOException e) {
    return new ConfigurationException(
        String.format(
            Locale.ROOT, "%s cannot be read: %s", store.storage().root(), IoProblem.text(e)),
        e);
  }

  /**
   * The files that the sweep names, for a driver that is elsewhere.
   *
   * @throws ConfigurationException if it would not find one of them there
   */
  List<Path> companions() {
    return Companions.of(file, words());
  }

  /** The file as it was given. */
  Path file() {
    return file;
  }
}
