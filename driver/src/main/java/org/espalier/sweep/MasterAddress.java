package org.espalier.sweep;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of Spark's masters, as {@code spark.master} has them. */
public final class MasterAddress {
  /** Cores of this machine; the first group is their number or {@code *}. */
  public static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(?:,\\d+)?]");

  /** Processes on this machine: their number and the cores of each. */
  public static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[(\\d+),(\\d+),\\d+]");

  private static final Pattern STANDALONE = Pattern.compile("spark://[^:,/\\s]+:\\d{1,5}(,.+)?");
  private static final Pattern KUBERNETES = Pattern.compile("k8s://.+");

  /** What the number of cores or executors in a setting must be. */
  public static final String WHOLE_NUMBER = "must have a whole number from 1 to 999999999";

  private MasterAddress() {}

  /** What is wrong with an address; empty if nothing is. */
  public static Optional<String> objection(String master) {
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      return isNumber(local.group(1)) || local.group(1).equals("*")
          ? Optional.empty()
          : Optional.of(WHOLE_NUMBER);
    }
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return isNumber(cluster.group(1)) && isNumber(cluster.group(2))
          ? Optional.empty()
          : Optional.of(WHOLE_NUMBER);
    }
    boolean isKnown =
        master.equals("local")
            || master.equals("yarn")
            || STANDALONE.matcher(master).matches()
            || KUBERNETES.matcher(master).matches();
    return isKnown
        ? Optional.empty()
        : Optional.of(
            "must be local[N], local[*], spark://HOST:PORT, yarn or k8s://https://HOST:PORT");
  }

  /** Whether a text is a number of cores or executors. */
  public static boolean isNumber(String digits) {
    return digits.matches("\\d{1,9}") && Integer.parseInt(digits) > 0;
  }
}
