package org.espalier.sweep;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.espalier.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sweeps against a plain enumeration: every choice of every axis, then conditions, then
 * exclusions, each outcome once. Replay with {@code -Dtests.seed=}.
 */
class SweepPropertyTest {
  private static final int SWEEPS = 150;

  /** Settings that apply to every trial, in the order of reference.conf; all may be 4, 5, 6. */
  private static final List<String> PATHS =
      List.of("task.vocab", "task.length", "training.steps", "training.batch", "seed");

  private static final int BASE = 4;

  @TempDir Path folder;

  /** One axis: values of one or two settings at each point, and perhaps what it depends on. */
  private record RandomAxis(
      List<String> paths, List<List<Integer>> points, Map<String, Integer> when) {
    boolean isZip() {
      return paths.size() > 1;
    }

    String written() {
      var parts = new ArrayList<String>();
      for (int p = 0; p < paths.size(); p++) {
        int index = p;
        String values = points.stream().map(point -> point.get(index) + "").collect(joining(", "));
        parts.add(
            isZip() || when.isEmpty()
                ? String.format(Locale.ROOT, "%s = [%s]", paths.get(p), values)
                : String.format(
                    Locale.ROOT,
                    "%s { values = [%s], when %s }",
                    paths.get(p),
                    values,
                    block(when)));
      }
      String inside = String.join(", ", parts);
      return isZip()
          ? "{ " + inside + (when.isEmpty() ? "" : ", when " + block(when)) + " }"
          : inside;
    }
  }

  @Test
  void expansionIsWhatEnumerationGives() {
    long seed = Seeds.of(SweepPropertyTest.class);
    var random = new Random(seed);
    for (int i = 0; i < SWEEPS; i++) {
      expandAndCompare(random, "seed " + seed + ", sweep " + i);
    }
  }

  private void expandAndCompare(Random random, String label) {
    List<RandomAxis> axes = axes(random);
    var exclude = new ArrayList<Map<String, Integer>>();
    for (int e = random.nextInt(3); e > 0; e--) {
      exclude.add(assignment(random, PATHS, 1 + random.nextInt(2)));
    }
    Set<Map<String, Integer>> expected = new LinkedHashSet<>();
    enumerate(axes, 0, new LinkedHashMap<>(), exclude, expected);
    if (expected.isEmpty()) {
      return;
    }
    String text = written(axes, exclude);
    Sweep sweep = new SweepFiles(folder).read(text);

    assertThat(sweep.trials().stream().map(SweepPropertyTest::values).toList())
        .as("%s%n%s", label, text)
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(sweep.count()).isEqualTo(sweep.trials().size());
    assertThat(sweep.cells()).extracting(Cell::id).doesNotHaveDuplicates();
    Path again = new SweepFiles(folder).write("again.conf", sweep.resolved());
    assertThat(SweepReader.read(again, List.of()).trials())
        .as("%s%n%s", label, text)
        .isEqualTo(sweep.trials());
  }

  /** Conditions name earlier axes of the list only, so that none goes round in circles. */
  private static List<RandomAxis> axes(Random random) {
    var free = new ArrayList<>(PATHS);
    java.util.Collections.shuffle(free, random);
    var taken = new ArrayList<String>();
    var axes = new ArrayList<RandomAxis>();
    while (!free.isEmpty() && axes.size() < 4) {
      int members = free.size() > 1 && random.nextInt(3) == 0 ? 2 : 1;
      List<String> paths = List.copyOf(free.subList(0, members));
      free.subList(0, members).clear();
      var points = new ArrayList<List<Integer>>();
      for (int size = 1 + random.nextInt(3); size > 0; size--) {
        points.add(paths.stream().map(p -> BASE + random.nextInt(3)).toList());
      }
      Map<String, Integer> when =
          taken.isEmpty() || random.nextBoolean() ? Map.of() : assignment(random, taken, 1);
      axes.add(new RandomAxis(paths, points, when));
      taken.addAll(paths);
    }
    return axes;
  }

  private static Map<String, Integer> assignment(Random random, List<String> paths, int size) {
    var assignment = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < size; i++) {
      assignment.put(paths.get(random.nextInt(paths.size())), BASE + random.nextInt(3));
    }
    return assignment;
  }

  /** The values of axes that exist; where one does not, what the base says holds, which is 4. */
  private static void enumerate(
      List<RandomAxis> axes,
      int depth,
      Map<String, Integer> chosen,
      List<Map<String, Integer>> exclude,
      Set<Map<String, Integer>> found) {
    if (depth == axes.size()) {
      var trial = new LinkedHashMap<String, Integer>();
      PATHS.forEach(path -> trial.put(path, chosen.getOrDefault(path, BASE)));
      boolean excluded =
          exclude.stream()
              .anyMatch(
                  one ->
                      one.entrySet().stream()
                          .allMatch(e -> trial.get(e.getKey()).equals(e.getValue())));
      if (!excluded) {
        found.add(trial);
      }
      return;
    }
    RandomAxis axis = axes.get(depth);
    boolean exists =
        axis.when().entrySet().stream()
            .allMatch(e -> e.getValue().equals(chosen.getOrDefault(e.getKey(), BASE)));
    if (!exists) {
      enumerate(axes, depth + 1, chosen, exclude, found);
      return;
    }
    for (List<Integer> point : axis.points()) {
      var next = new LinkedHashMap<>(chosen);
      for (int p = 0; p < point.size(); p++) {
        next.put(axis.paths().get(p), point.get(p));
      }
      enumerate(axes, depth + 1, next, exclude, found);
    }
  }

  private static String written(List<RandomAxis> axes, List<Map<String, Integer>> exclude) {
    var text = new StringBuilder("base { ");
    List<String> varied =
        axes.stream()
            .filter(axis -> axis.when().isEmpty())
            .flatMap(axis -> axis.paths().stream())
            .toList();
    PATHS.stream()
        .filter(path -> !varied.contains(path))
        .forEach(path -> text.append(path).append(" = ").append(BASE).append(", "));
    text.append("}\naxes {\n");
    axes.stream().filter(a -> !a.isZip()).forEach(a -> text.append(a.written()).append('\n'));
    text.append("}\nzip = [\n");
    axes.stream().filter(RandomAxis::isZip).forEach(a -> text.append(a.written()).append('\n'));
    text.append("]\nexclude = [\n");
    exclude.forEach(one -> text.append(block(one)).append('\n'));
    return text.append("]\n").toString();
  }

  private static String block(Map<String, Integer> values) {
    return values.entrySet().stream()
        .map(e -> e.getKey() + " = " + e.getValue())
        .collect(joining(", ", "{ ", " }"));
  }

  private static Map<String, Integer> values(org.espalier.trial.TrialSpec spec) {
    var values = new LinkedHashMap<String, Integer>();
    values.put("task.vocab", spec.task().vocab());
    values.put("task.length", spec.task().length());
    values.put("training.steps", spec.training().steps());
    values.put("training.batch", spec.training().batch());
    values.put("seed", Math.toIntExact(spec.seeds().seed()));
    return values;
  }
}
