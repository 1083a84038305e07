package org.espalier.execution;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.TrialPack;
import org.espalier.trial.TrialSpec;

/**
 * What Spark's pages call packs of trials: {@code figure9: 20 trials, chain ... star, disentangled
 * [1, 1], S=3, T=20, seeds 0 ... 4}. Of more than two values the first and the last are named.
 */
final class PackDescription {
  private PackDescription() {}

  /**
   * The description of some packs.
   *
   * @param sweep its name
   */
  static String of(String sweep, List<TrialPack> packs) {
    List<TrialSpec> specs =
        packs.stream().flatMap(pack -> pack.trials().stream()).map(PlannedTrial::spec).toList();
    return String.format(
        Locale.ROOT,
        "%s: %d %s, %s, %s, S=%s, T=%s, seed %s",
        sweep,
        specs.size(),
        specs.size() == 1 ? "trial" : "trials",
        values(specs, spec -> spec.graph().name()),
        values(specs, spec -> spec.model().name() + " " + spec.model().heads()),
        values(specs, spec -> spec.task().vocab()),
        values(specs, spec -> spec.task().length()),
        values(specs, spec -> spec.seeds().seed()));
  }

  private static String values(List<TrialSpec> specs, Function<TrialSpec, Object> value) {
    List<Object> all = specs.stream().map(value).distinct().toList();
    Stream<Object> named =
        all.size() <= 2 ? all.stream() : Stream.of(all.get(0), "...", all.get(all.size() - 1));
    return String.join(all.size() == 2 ? ", " : " ", named.map(String::valueOf).toList());
  }
}
