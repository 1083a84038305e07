package org.espalier.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.execution.Masters;
import org.espalier.sweep.Sweep;
import picocli.CommandLine.Model.OptionSpec;

/** The command line of {@code spark-submit} that runs a sweep. */
final class SubmitLine {
  /**
   * What Spark itself hides in its logs. A command line can be read by everybody on the machine.
   */
  private static final Pattern SECRET = Pattern.compile("(?i)secret|password|token|access[.]?key");

  private static final String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";
  private static final String LOGGING = "-Dlog4j2.configurationFile=";
  private static final String FILES = "--files";

  /** Where the driver runs. */
  enum DeployMode {
    /** Where the command is called. */
    CLIENT,
    /** On a node of the cluster. */
    CLUSTER
  }

  private final SweepArguments arguments;
  private final Sweep sweep;
  private final String master;
  private final DeployMode mode;

  /**
   * The command line for a sweep.
   *
   * @param master null for the sweep's own
   * @throws ConfigurationException if Spark does not know the master
   */
  SubmitLine(SweepArguments arguments, String master, DeployMode mode) {
    this.arguments = arguments;
    this.sweep = arguments.sweep();
    this.master = master == null ? sweep.spark().master() : master;
    Masters.require(this.master);
    this.mode = mode;
  }

  /**
   * Its words.
   *
   * @param jar of the application
   * @param runOptions passed on to {@code run}
   * @param sparkOptions go last and so before what the sweep and its profile say
   * @throws ConfigurationException if a secret would stand on the command line
   */
  List<String> words(String jar, List<String> runOptions, List<String> sparkOptions) {
    boolean isRemote = mode == DeployMode.CLUSTER;
    var words = new ArrayList<String>();
    words.add("spark-submit");
    words.addAll(List.of("--master", master));
    words.addAll(List.of("--deploy-mode", mode.name().toLowerCase(Locale.ROOT)));
    words.addAll(List.of("--name", "espalier " + sweep.name()));
    words.addAll(List.of("--class", Espalier.class.getName()));
    conf()
        .forEach(
            (key, value) -> {
              if (SECRET.matcher(key).find()) {
                throw new ConfigurationException(
                    String.format(
                            Locale.ROOT,
                            "spark.conf.%s would be seen by everybody on this machine; put it in a file",
                            key)
                        + " and add: -- --properties-file FILE");
              }
              words.addAll(List.of("--conf", key + "=" + value));
            });
    words.addAll(isRemote ? withFiles(sparkOptions) : sparkOptions);
    words.add(jar);
    words.add("run");
    words.add(isRemote ? String.valueOf(arguments.file().getFileName()) : sweepFile());
    words.addAll(arguments.wordsOfRun());
    words.addAll(List.of("--out", arguments.resultsAddress(sweep)));
    words.addAll(runOptions);
    return words;
  }

  /** The options with the sweep's file and those that it names among what goes to the driver. */
  private List<String> withFiles(List<String> sparkOptions) {
    List<String> options = spaced(sparkOptions);
    int given = options.lastIndexOf(FILES); // spark-submit takes the last
    boolean isGiven = given >= 0 && given + 1 < options.size();
    List<String> others = isGiven ? List.of(options.get(given + 1).split(",")) : List.of();
    Set<String> names =
        others.stream()
            .map(file -> file.substring(file.lastIndexOf('/') + 1))
            .collect(Collectors.toSet());
    var files = new ArrayList<String>();
    files.add(arguments.file().toString());
    arguments.companions().stream()
        .filter(file -> !names.contains(String.valueOf(file.getFileName())))
        .forEach(file -> files.add(file.toString()));
    files.addAll(others);
    String all = String.join(",", files);
    if (isGiven) {
      options.set(given + 1, all);
    } else {
      options.addAll(0, List.of(FILES, all));
    }
    return options;
  }

  /** The options with {@code --files=a} as the two words {@code --files a}. */
  private static List<String> spaced(List<String> sparkOptions) {
    var options = new ArrayList<String>();
    for (String option : sparkOptions) {
      if (option.startsWith(FILES + "=")) {
        options.addAll(List.of(FILES, option.substring(FILES.length() + 1)));
      } else {
        options.add(option);
      }
    }
    return options;
  }

  private String sweepFile() {
    Path file = arguments.file();
    return file.isAbsolute() ? file.toString() : file.normalize().toString();
  }

  private Map<String, String> conf() {
    var conf = new TreeMap<>(sweep.spark().conf());
    if (mode == DeployMode.CLIENT) {
      SparkDistribution.logging()
          .ifPresent(file -> conf.merge(DRIVER_OPTIONS, LOGGING + file, (a, b) -> b + " " + a));
    }
    return conf;
  }

  /** An option as it was given. */
  static List<String> words(OptionSpec option) {
    if (option.arity().max() == 0) {
      return List.of(option.longestName());
    }
    return option.originalStringValues().stream()
        .flatMap(value -> List.of(option.longestName(), value).stream())
        .toList();
  }
}
