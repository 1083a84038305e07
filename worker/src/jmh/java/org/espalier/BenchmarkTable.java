package org.espalier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.model.FloorBenchmark;
import org.espalier.model.GptBenchmark;
import org.espalier.model.KernelBenchmark;
import org.espalier.model.LossPositions;
import org.espalier.model.Sizes;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints five tables in Markdown: the parts of a step beside the floor, the
 * other models, how the kernel's time grows, long sequences, and two trials at once against one.
 * Each figure is a median, in milliseconds: of the iterations, or for the other models of all
 * calls.
 *
 * <p>{@code mvn -q -Pbench -pl worker test-compile exec:exec}, a quarter of an hour on an idle
 * machine.
 */
public final class BenchmarkTable {
  private static final String[] SIZES = {"3x20", "10x20", "5x32", "10x100"};
  private static final String[] HEADS = {"1-1", "2-1"};

  private BenchmarkTable() {}

  private static boolean quick;

  /**
   * Prints the tables.
   *
   * @param args {@code quick} for one short iteration each: to see that all of it runs, not to
   *     measure; {@code long} for the table of long sequences alone
   */
  public static void main(String[] args) throws RunnerException {
    quick = args.length > 0 && args[0].equals("quick");
    double rate = FloorBenchmark.multiplyAdds() / median(floor()) / 1e3; // per ns
    System.out.printf(
        Locale.ROOT,
        "%n%s, Java %s: %.1f G multiply-adds/s on one core%n",
        System.getProperty("os.arch"),
        System.getProperty("java.version"),
        rate);
    if (args.length > 0 && args[0].equals("long")) {
      longSequences(rate);
      return;
    }
    steps(rate);
    models();
    growth(rate);
    longSequences(rate);
    twoAtOnce();
  }

  private static void steps(double rate) throws RunnerException {
    var kernel = KernelBenchmark.class.getSimpleName() + ".lossAndGradient";
    Map<String, Double> vector = run(options(kernel).param("engine", "vector"));
    Map<String, Double> scalar = run(options(kernel).param("engine", "scalar"));
    Map<String, Double> sameDiff =
        run(options(kernel).param("engine", "samediff").param("vocabAndLength", "3x20", "10x20"));
    Map<String, Double> draw = run(options("StepBenchmark.draw").param("heads", "1-1"));
    Map<String, Double> sgd = run(options("StepBenchmark.updateSgd"));
    Map<String, Double> adam = run(options("StepBenchmark.updateAdamW"));
    Map<String, Double> whole = run(options("StepBenchmark.wholeStep"));
    System.out.println(
        "\n| S x T | heads | floor | kernel | kernel, scalar | SameDiff | draw | SGD | AdamW"
            + " | whole step |\n|---|---|---|---|---|---|---|---|---|---|");
    for (String size : SIZES) {
      for (String heads : HEADS) {
        String key = key(size, heads, "1024");
        var cells =
            List.of(
                Map.of(key, floor(size, heads, 1024, rate)),
                vector,
                scalar,
                sameDiff,
                Map.of(key, draw.get(key(size, "1-1", "1024"))),
                sgd,
                adam,
                whole);
        printRow(size + " | " + heads, key, cells);
      }
    }
  }

  private static void models() throws RunnerException {
    Map<String, Double> kernel = run(options("EngineBenchmark").param("engine", "kernel"));
    Map<String, Double> sameDiff =
        run(
            options("EngineBenchmark")
                .param("engine", "samediff")
                .param("vocabAndLength", "3x20")
                .param("model", "1-1-1", "transformer"));
    System.out.println("\n| S x T | model | kernel | SameDiff |\n|---|---|---|---|");
    for (String size : new String[] {"3x20", "10x20"}) {
      for (String model : new String[] {"1-1", "2-1", "1-1-1", "transformer", "reduced"}) {
        printRow(size + " | " + model, key(size, model, "1024"), List.of(kernel, sameDiff));
      }
    }
  }

  private static void growth(double rate) throws RunnerException {
    List<String[]> cases = new ArrayList<>();
    for (String batch : new String[] {"32", "256", "1024", "4096"}) {
      cases.add(new String[] {"3x20", "1-1", batch});
    }
    for (String size : new String[] {"2x20", "5x20", "10x20", "20x20", "40x20"}) {
      cases.add(new String[] {size, "1-1", "1024"});
    }
    for (String size : new String[] {"3x10", "3x40", "3x80"}) {
      cases.add(new String[] {size, "1-1", "1024"});
    }
    for (String heads : new String[] {"2-1", "1-2", "3-2"}) {
      cases.add(new String[] {"3x20", heads, "1024"});
    }
    System.out.println("\n| S x T | heads | B | floor | kernel |\n|---|---|---|---|---|");
    for (String[] c : cases) {
      Map<String, Double> time =
          run(
              options("KernelBenchmark.lossAndGradient")
                  .param("engine", "vector")
                  .param("vocabAndLength", c[0])
                  .param("heads", c[1])
                  .param("batchSize", c[2]));
      String key = key(c[0], c[1], c[2]);
      double floor = floor(c[0], c[1], Integer.parseInt(c[2]), rate);
      printRow(String.join(" | ", c), key, List.of(Map.of(key, floor), time));
    }
  }

  private static void longSequences(double rate) throws RunnerException {
    System.out.println(
        "\n| S x T | model | B | floor | kernel | times the floor |\n|---|---|---|---|---|---|");
    Map<String, Double> two =
        run(
            options("KernelBenchmark.lossAndGradient")
                .param("engine", "vector")
                .param("vocabAndLength", "10x100")
                .param("heads", "1-1"));
    printRatio("10x100 | 1-1 | 1024", floor("10x100", "1-1", 1024, rate), two);
    threeLayers(1024, LossPositions.LAST, rate);
    threeLayers(32, LossPositions.ALL, rate);
    for (String positions : new String[] {"relative", "relative-query", "rotary"}) {
      Map<String, Double> gpt =
          run(options("GptBenchmark").param("engine", "vector").param("positions", positions));
      printRatio(
          "2x100 | gpt, " + positions + " | 64", GptBenchmark.multiplyAdds() / rate / 1e6, gpt);
    }
  }

  private static void threeLayers(int batch, LossPositions loss, double rate)
      throws RunnerException {
    Map<String, Double> time =
        run(
            options("EngineBenchmark")
                .param("engine", "kernel")
                .param("vocabAndLength", "5x128")
                .param("model", "3-1-1")
                .param("batchSize", Integer.toString(batch))
                .param("loss", loss.name()));
    double multiplyAdds = batch * Sizes.multiplyAdds(5, 128, List.of(3, 1, 1), loss);
    String head =
        String.format(
            Locale.ROOT,
            "5x128 | 3-1-1%s | %d",
            loss == LossPositions.ALL ? ", all positions" : "",
            batch);
    printRatio(head, multiplyAdds / rate / 1e6, time);
  }

  private static void printRatio(String head, double floor, Map<String, Double> one) {
    double time = one.values().iterator().next();
    System.out.printf(
        Locale.ROOT, "| %s | %.3f | %.3f | %.1f |%n", head, floor, time, time / floor);
  }

  private static void twoAtOnce() throws RunnerException {
    System.out.println(
        "\n| S x T | one trial on one core | two at once | ratio of steps per second |"
            + "\n|---|---|---|---|");
    for (String size : new String[] {"3x20", "10x20"}) {
      double[] time = new double[2];
      for (int threads = 1; threads <= 2; threads++) {
        var options =
            options("StepBenchmark.wholeStep")
                .param("vocabAndLength", size)
                .param("heads", "1-1")
                .threads(threads);
        time[threads - 1] = run(options).get(key(size, "1-1", "1024"));
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f | %.2f |%n",
          size,
          time[0],
          time[1],
          2 * time[0] / time[1]);
    }
  }

  private static void printRow(String head, String key, List<Map<String, Double>> cells) {
    var row = new StringBuilder("| " + head + " |");
    for (var cell : cells) {
      Double time = cell.get(key);
      row.append(time == null ? " |" : String.format(Locale.ROOT, " %.3f |", time));
    }
    System.out.println(row);
  }

  private static double floor(String size, String heads, int batch, double rate) {
    int[] s = Sizes.parse(size);
    var counts = Sizes.model(heads).heads();
    return batch * Sizes.multiplyAdds(s[0], s[1], counts.get(0), counts.get(1)) / rate / 1e6;
  }

  private static Collection<RunResult> floor() throws RunnerException {
    return new Runner(options("FloorBenchmark").build()).run();
  }

  private static ChainedOptionsBuilder options(String benchmark) {
    var options =
        new OptionsBuilder()
            .include(benchmark + (benchmark.contains(".") ? "$" : ""))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    return quick
        ? options
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
        : options.warmupIterations(5).warmupTime(TimeValue.seconds(1));
  }

  /** Medians in milliseconds by size, heads and batch. */
  private static Map<String, Double> run(ChainedOptionsBuilder options) throws RunnerException {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      var parameters = result.getParams();
      String heads = parameters.getParam("heads");
      String batch = parameters.getParam("batchSize");
      String key =
          key(
              parameters.getParam("vocabAndLength"),
              heads == null ? parameters.getParam("model") : heads,
              batch == null ? "1024" : batch);
      medians.put(key, median(List.of(result)) / 1e3);
    }
    return medians;
  }

  /** Microseconds. */
  private static double median(Collection<RunResult> results) {
    return results.iterator().next().getPrimaryResult().getStatistics().getPercentile(50);
  }

  private static String key(String size, String heads, String batch) {
    return size + " " + heads + " " + batch;
  }
}
