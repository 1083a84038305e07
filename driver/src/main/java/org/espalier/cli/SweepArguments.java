package org.espalier.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ConfigurationException;
import org.espalier.execution.SweepRequest;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.ResultStore;
import org.espalier.plan.RetryPolicy;
import org.espalier.plan.RunPlan;
import org.espalier.plan.StoredTrials;
import org.espalier.sweep.Companions;
import org.espalier.sweep.HomeFolder;
import org.espalier.sweep.Profile;
import org.espalier.sweep.Sweep;
import org.espalier.sweep.SweepReader;
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
    return out == null ? sweep.results() : HomeFolder.expanded(out);
  }

  /** The results folder as any process would name it: an absolute path, or a URI as it stands. */
  String resultsAddress(Sweep sweep) {
    return Storage.absolute(results(sweep));
  }

  /** What is stored there. Hadoop is told what Spark's properties say for it. */
  ResultStore store(Sweep sweep) {
    return ResultStore.open(resultsAddress(sweep), HadoopSettings.of(sweep.spark().conf()));
  }

  /** Whether a results folder is given. */
  boolean hasOut() {
    return out != null;
  }

  /** Takes a profile if none was given. */
  void useUnlessGiven(Path profile) {
    conf = conf.isEmpty() ? List.of(profile) : conf;
  }

  /**
   * Leaves out the last words, which are not overrides.
   *
   * @return false, and nothing is left out, if the sweep's file is one of them
   */
  boolean dropLast(int words) {
    if (words > overrides.size()) {
      return false;
    }
    overrides = overrides.subList(0, overrides.size() - words);
    return true;
  }

  /** What profiles and command line say of trials and of how they run, without how Spark does. */
  List<String> wordsOfRun() {
    return words().stream().filter(word -> !word.startsWith("spark.")).toList();
  }

  /** Those of its trials that are needed by the results that are stored. */
  static List<PlannedTrial> needed(Sweep sweep, ResultStore store, StoredTrials stored) {
    try {
      return SweepRequest.of(sweep).needed(store, stored);
    } catch (IOException e) {
      throw store.unreadable(e);
    }
  }

  /** What a run would do. */
  static RunPlan plan(Sweep sweep, ResultStore store, RetryPolicy retry) {
    try {
      return SweepRequest.of(sweep).plan(store, retry);
    } catch (IOException e) {
      throw store.unreadable(e);
    }
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
