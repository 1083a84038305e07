package org.espalier.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import org.espalier.graph.GraphFamily;

/**
 * The ranges of settings that a family, prior, model, optimiser or algorithm may leave unread: a
 * value that could never be right is refused though it would change nothing.
 *
 * <p>What does apply is checked by the record that it becomes a part of, which knows more.
 */
final class SettingRanges {
  private record Range(String path, Consumer<Settings> check) {}

  private static final List<Range> ALL =
      List.of(
          whole("graph.k", k -> k >= 1, "must be >= 1"),
          numberOr("uniform", "graph.root-probability", p -> p >= 0 && p <= 1, "in [0, 1]"),
          new Range("graph.parents", SettingRanges::parents),
          whole("graph.index", index -> index >= 0, "must be >= 0"),
          new Range(
              "graph.pattern",
              s -> s.choice("graph.pattern", GraphFamily.Dag.Pattern.values(), p -> p.label())),
          number("task.alpha", SettingRanges::isPositive, "must be > 0"),
          new Range("task.alphas", SettingRanges::alphas),
          number("task.determinism", p -> p > 0 && p < 1, "must be in (0, 1)"),
          new Range("model.heads", SettingRanges::heads),
          numberOr("auto", "model.initial-scale", SettingRanges::isAtLeastZero, ">= 0"),
          whole("model.width", width -> width >= 1, "must be >= 1"),
          whole("model.hidden", width -> width >= 1, "must be >= 1"),
          number("model.epsilon", SettingRanges::isPositive, "must be > 0"),
          number("model.beta0", SettingRanges::isPositive, "must be > 0"),
          number("training.beta1", SettingRanges::isDecay, "must be in [0, 1)"),
          number("training.beta2", SettingRanges::isDecay, "must be in [0, 1)"),
          number("training.adam-epsilon", SettingRanges::isPositive, "must be > 0"),
          whole("training.stage2-steps", steps -> steps >= 1, "must be >= 1"),
          number("training.stage2-learning-rate", SettingRanges::isPositive, "must be > 0"));

  private SettingRanges() {}

  /**
   * Checks the settings of a block.
   *
   * @param block {@code graph.}, {@code task.}, ...
   * @throws org.espalier.ConfigurationException for the first that is out of its range
   */
  static void check(Settings s, String block) {
    for (Range range : ALL) {
      if (range.path().startsWith(block)) {
        range.check().accept(s);
      }
    }
  }

  /** The settings that are checked. */
  static List<String> paths() {
    var paths = new ArrayList<String>();
    ALL.forEach(range -> paths.add(range.path()));
    return paths;
  }

  private static Range whole(String path, IntPredicate holds, String allowed) {
    return new Range(path, s -> require(holds.test(s.integer(path)), s, path, allowed));
  }

  private static Range number(String path, DoublePredicate holds, String allowed) {
    return new Range(path, s -> require(holds.test(s.number(path)), s, path, allowed));
  }

  private static Range numberOr(String word, String path, DoublePredicate holds, String range) {
    return new Range(
        path,
        s ->
            s.numberOr(word, path)
                .ifPresent(
                    value ->
                        require(
                            holds.test(value),
                            s,
                            path,
                            String.format(Locale.ROOT, "must be %s or %s", range, word))));
  }

  private static void parents(Settings s) {
    List<Integer> parents = s.integers("graph.parents");
    if (!parents.isEmpty()) {
      s.make("graph", () -> new GraphFamily.Explicit(parents));
    }
  }

  private static void alphas(Settings s) {
    boolean positive = s.numbers("task.alphas").stream().allMatch(SettingRanges::isPositive);
    require(positive, s, "task.alphas", "must be > 0, each of them");
  }

  private static void heads(Settings s) {
    List<Integer> heads = s.integers("model.heads");
    boolean some = !heads.isEmpty() && heads.stream().allMatch(h -> h >= 1);
    require(some, s, "model.heads", "must name at least 1 head per layer");
  }

  private static boolean isPositive(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY;
  }

  private static boolean isAtLeastZero(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  private static boolean isDecay(double value) {
    return value >= 0 && value < 1;
  }

  private static void require(boolean holds, Settings s, String path, String allowed) {
    if (!holds) {
      throw s.refusal(path, allowed);
    }
  }
}
