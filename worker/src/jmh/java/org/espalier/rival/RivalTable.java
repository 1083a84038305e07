package org.espalier.rival;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.graph.GraphFamily;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link RivalBenchmark} and prints a table in Markdown: for N sequences of length T the
 * milliseconds of a core that each method takes, from the CPU time of the thread, which what else
 * the machine does changes little, and the memory that is planned for them.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec
 * -Dbench=org.espalier.rival.RivalTable}, five minutes.
 */
public final class RivalTable {

  private RivalTable() {}

  /** Prints the table. */
  public static void main(String[] args) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(RivalBenchmark.class.getSimpleName() + "\\.find$")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    for (RunResult result : new Runner(options).run()) {
      var parameters = result.getParams();
      String row = parameters.getParam("sequences") + " | " + parameters.getParam("length");
      double calls = result.getSecondaryResults().get("calls").getScore();
      double cpu = result.getSecondaryResults().get("cpuMilliseconds").getScore();
      rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
          .put(RivalMethod.valueOf(parameters.getParam("method")).label(), cpu / calls);
    }
    List<String> methods = new ArrayList<>(rows.values().iterator().next().keySet());
    System.out.println("| N | T | " + String.join(" | ", methods) + " | memory, MB |");
    System.out.println("|---|---|" + "---|".repeat(methods.size() + 1));
    rows.forEach((row, cpu) -> System.out.println(line(row, methods, cpu)));
  }

  private static String line(String row, List<String> methods, Map<String, Double> cpu) {
    var line = new StringBuilder("| " + row + " |");
    for (String method : methods) {
      line.append(String.format(Locale.ROOT, " %.0f |", cpu.get(method)));
    }
    String[] numbers = row.split(" \\| ");
    double bytes =
        Rivals.bytes(
            List.of(RivalMethod.values()),
            Integer.parseInt(numbers[0]),
            new GraphFamily.RandomTree(),
            RivalBenchmark.task(Integer.parseInt(numbers[1])));
    return line.append(String.format(Locale.ROOT, " %.1f |", bytes / 1e6)).toString();
  }
}
