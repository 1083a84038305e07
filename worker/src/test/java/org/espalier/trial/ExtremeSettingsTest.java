package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.espalier.Seeds;
import org.espalier.graph.GraphFamily;
import org.espalier.model.Model;
import org.espalier.setting.Family;
import org.espalier.setting.Kind;
import org.espalier.setting.Setting;
import org.espalier.task.TransitionPrior;
import org.espalier.train.Algorithm;
import org.espalier.train.Optimizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a sweep says that can be parsed is refused in one line with its place, or is a trial
 * that ends in one of the ways that a trial may end: with success, by diverging, for want of time
 * or of memory. None becomes an error of the program.
 *
 * <p>Every variant of every family is tried with values at and beyond the edges of settings that
 * are drawn at random. Nothing is left to chance but which: a failure is a defect, and the seed
 * that is printed repeats it.
 */
final class ExtremeSettingsTest {
  private static final List<Family<?>> FAMILIES =
      List.of(
          GraphFamily.FAMILY,
          TransitionPrior.FAMILY,
          Model.FAMILY,
          Optimizer.FAMILY,
          Algorithm.FAMILY);

  private static final long MEMORY = 100L << 20;

  /** Of a trial, in nanoseconds of its thread: how busy the machine is does not matter. */
  private static final long CPU_TIME = 100_000_000;

  /** A trial so small that only what is drawn makes it large. */
  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("task.length", "6"),
          Map.entry("training.steps", "3"),
          Map.entry("training.batch", "4"),
          Map.entry("training.stage2-steps", "2"),
          Map.entry("model.width", "6"),
          Map.entry("model.hidden", "4"),
          Map.entry("model.rank", "2"),
          Map.entry("evaluation.every", "2"),
          Map.entry("evaluation.sequences", "8"),
          Map.entry("evaluation.attention-sequences", "4"),
          Map.entry("evaluation.theory-sequences", "4"),
          Map.entry("evaluation.bayes-draws", "4"),
          Map.entry("evaluation.bayes-sequences", "4"),
          Map.entry("rivals.sequences", "8"));

  /** What a variant needs beside its name. */
  private static final Map<String, Map<String, String>> NEEDS =
      Map.of(
          "explicit", Map.of("graph.parents", "[-1, 0, 0, 1, 2]"),
          "asymmetric", Map.of("task.alphas", "[0.1, 0.2, 0.3]"),
          "staged", Map.of("model.family", "reduced"));

  private static final List<String> WHOLE =
      List.of("-1", "0", "1", "2", "3", "5", "7", "64", "65", "4097", "1000000", "2147483647");
  private static final List<String> WRONG =
      List.of("-2147483648", "2147483648", "1e30", "1.5", "x", "[]", "{}", "null", "\"\"", "true");
  private static final List<String> REAL =
      List.of(
          "-1",
          "-1e-300",
          "-0.0",
          "0",
          "4.9e-324",
          "1e-300",
          "1e-30",
          "1e-9",
          "0.1",
          "0.5",
          "0.999",
          "0.9999999999999999",
          "1",
          "1.0000000000000002",
          "2",
          "30",
          "1e9",
          "1e30",
          "1e300",
          "1.7976931348623157e308",
          "Infinity",
          "NaN");

  @Test
  void settingsAtTheirEdgesAreRefusedInALineOrTrain() {
    tryOut(1);
  }

  @Test
  @Tag("slow")
  void hundredsOfSettingsAtTheirEdgesAreRefusedInALineOrTrain() {
    tryOut(25);
  }

  private static void tryOut(int rounds) {
    long seed = Seeds.of("ExtremeSettingsTest", 97);
    var wrong = new ArrayList<String>();
    Map<String, Integer> ends = new LinkedHashMap<>();
    long number = 0;
    for (Family<?> family : FAMILIES) {
      for (String variant : family.variants().keySet()) {
        for (int round = 0; round < rounds; round++) {
          var random = new Random(seed + number++);
          Map<String, String> settings = drawn(family, variant, random);
          String end = end(settings, wrong);
          ends.merge(end, 1, Integer::sum);
        }
      }
    }
    System.out.println(ends);
    assertThat(wrong).isEmpty();
    assertThat(ends).containsKeys("refused", "succeeded");
  }

  /** A small trial of the variant with a few settings drawn. */
  private static Map<String, String> drawn(Family<?> family, String variant, Random random) {
    Map<String, String> settings = new LinkedHashMap<>(SMALL);
    settings.put(family.path(), variant);
    settings.putAll(NEEDS.getOrDefault(variant, Map.of()));
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Setting<TrialSpec> setting = SpecKeys.ALL.get(random.nextInt(SpecKeys.ALL.size()));
      settings.put(setting.path(), value(setting, random));
    }
    if (random.nextInt(3) == 0) {
      settings.put(
          "rivals.methods", "[pooled-information, chow-liu, conditional-information, evidence]");
    }
    if (random.nextInt(3) == 0) {
      settings.put("evaluation.shifts", shifts(random));
    }
    return settings;
  }

  private static String shifts(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "[{ alpha = " + one(REAL, random) + " }]";
      case 1 -> "[{ prior = near-deterministic, determinism = " + one(REAL, random) + " }]";
      default -> "[{ flip = " + one(REAL, random) + " }]";
    };
  }

  private static String value(Setting<?> setting, Random random) {
    if (random.nextInt(12) == 0) {
      return one(WRONG, random);
    }
    if (!setting.type().words().isEmpty() && random.nextInt(4) > 0) {
      String word = one(setting.type().words(), random);
      return setting.type().kind() == Kind.TEXT && setting.path().endsWith("s")
          ? "[" + word + "]"
          : word;
    }
    return switch (setting.type().kind()) {
      case INTEGER, LONG -> one(WHOLE, random);
      case REAL -> one(REAL, random);
      case INTEGERS -> list(WHOLE.subList(0, 8), random);
      case REALS -> list(REAL, random);
      case TEXT -> one(List.of("x", "[x]", "7"), random);
    };
  }

  private static String list(List<String> of, Random random) {
    return Stream.generate(() -> one(of, random))
        .limit(random.nextInt(5))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String one(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static TrialLimits limits() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + CPU_TIME;
    return new TrialLimits(
        Duration.ofHours(1), () -> threads.getCurrentThreadCpuTime() > end, MEMORY);
  }

  /** How a trial ends; what is wrong with its end is added to a list. */
  private static String end(Map<String, String> settings, List<String> wrong) {
    String text =
        settings.entrySet().stream()
            .map(e -> e.getKey() + " = " + e.getValue())
            .collect(Collectors.joining("\n"));
    String drawn =
        settings.entrySet().stream()
            .filter(e -> !e.getValue().equals(SMALL.get(e.getKey())))
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    TrialSpec spec;
    try {
      Config config =
          ConfigFactory.parseString(
              text, ConfigParseOptions.defaults().setOriginDescription("a.conf"));
      spec = new TrialSpecReader().read(config);
    } catch (ConfigurationException refused) {
      // a default that does not fit what is said is told with the default's place
      if (!refused.getMessage().matches("(a|reference)\\.conf:\\d+: .+")) {
        wrong.add(drawn + ": told without its place: " + refused.getMessage());
      }
      return "refused";
    } catch (RuntimeException | StackOverflowError e) {
      wrong.add(drawn + ": " + e);
      return "thrown";
    }
    TrialResult result;
    try {
      result = TrialRunner.run(spec, limits(), TrialListener.NONE);
    } catch (CancellationException stopped) {
      return "stopped";
    }
    if (result.status() == TrialStatus.FAILED) {
      TrialResult.Failure failure = result.failure().orElseThrow();
      if (!failure.type().equals(TrialLimits.MemoryBoundException.class.getName())) {
        wrong.add(
            String.format(Locale.ROOT, "%s: %s", drawn, failure.stack().lines().limit(6).toList()));
      }
      return "failed";
    }
    return result.status().label();
  }
}
