package org.espalier.execution;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import org.espalier.ConfigurationException;
import org.espalier.sweep.MasterAddress;

/** What a Spark master's address says of its size, and whether it is one. */
public final class Masters {
  private static final String MOST_EXECUTORS = "spark.dynamicAllocation.maxExecutors";

  /** Spark's own default for it. */
  private static final String UNLIMITED = String.valueOf(Integer.MAX_VALUE);

  private Masters() {}

  /**
   * Makes sure that an address is one of those that Spark knows, before anything is done for it.
   *
   * @throws ConfigurationException if it is not
   */
  public static void require(String master) {
    MasterAddress.objection(master)
        .ifPresent(
            objection -> {
              throw new ConfigurationException(
                  String.format(Locale.ROOT, "spark.master = %s %s", master, objection));
            });
  }

  /**
   * Cores that run trials; empty where only the cluster knows.
   *
   * @param conf Spark's properties
   * @throws ConfigurationException if one of them is not the number that it should be
   */
  public static OptionalInt cores(String master, Map<String, String> conf) {
    Matcher local = MasterAddress.LOCAL.matcher(master);
    if (master.equals("local")) {
      return OptionalInt.of(1);
    }
    if (local.matches()) {
      return OptionalInt.of(
          local.group(1).equals("*")
              ? Runtime.getRuntime().availableProcessors()
              : number("spark.master", master, local.group(1)));
    }
    Matcher cluster = MasterAddress.LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return product(
          number("spark.master", master, cluster.group(1)),
          number("spark.master", master, cluster.group(2)));
    }
    if (conf.containsKey("spark.cores.max")) {
      return OptionalInt.of(number("spark.cores.max", conf));
    }
    Optional<String> executors = executors(conf);
    return executors.isPresent()
        ? product(
            number(executors.get(), conf),
            conf.containsKey("spark.executor.cores") ? number("spark.executor.cores", conf) : 1)
        : OptionalInt.empty();
  }

  /** The property that says how many executors there will be; empty if none does. */
  private static Optional<String> executors(Map<String, String> conf) {
    boolean isDynamic = Boolean.parseBoolean(conf.get("spark.dynamicAllocation.enabled"));
    if (isDynamic && !conf.getOrDefault(MOST_EXECUTORS, UNLIMITED).equals(UNLIMITED)) {
      return Optional.of(MOST_EXECUTORS);
    }
    return Optional.of("spark.executor.instances")
        .filter(conf::containsKey)
        .filter(p -> !isDynamic);
  }

  private static OptionalInt product(int executors, int cores) {
    return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, (long) executors * cores));
  }

  private static int number(String property, Map<String, String> conf) {
    String written = conf.get(property);
    return number("spark.conf." + property, written, written.strip());
  }

  /** A number of cores or executors, which stands in a setting. */
  private static int number(String setting, String written, String digits) {
    if (!MasterAddress.isNumber(digits)) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "%s = %s %s", setting, written, MasterAddress.WHOLE_NUMBER));
    }
    return Integer.parseInt(digits);
  }
}
