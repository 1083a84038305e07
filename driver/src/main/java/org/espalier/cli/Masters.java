package org.espalier.cli;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Spark master's address says of its size. */
final class Masters {
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(?:,\\d+)?]");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");

  private Masters() {}

  /** Cores that run trials; empty where only the cluster knows. */
  static OptionalInt cores(String master, Map<String, String> conf) {
    Matcher local = LOCAL.matcher(master);
    if (master.equals("local")) {
      return OptionalInt.of(1);
    }
    if (local.matches()) {
      return OptionalInt.of(
          local.group(1).equals("*")
              ? Runtime.getRuntime().availableProcessors()
              : Integer.parseInt(local.group(1)));
    }
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return OptionalInt.of(
          Integer.parseInt(cluster.group(1)) * Integer.parseInt(cluster.group(2)));
    }
    if (conf.containsKey("spark.cores.max")) {
      return OptionalInt.of(Integer.parseInt(conf.get("spark.cores.max")));
    }
    return conf.containsKey("spark.executor.instances")
        ? OptionalInt.of(
            Integer.parseInt(conf.get("spark.executor.instances"))
                * Integer.parseInt(conf.getOrDefault("spark.executor.cores", "1")))
        : OptionalInt.empty();
  }
}
