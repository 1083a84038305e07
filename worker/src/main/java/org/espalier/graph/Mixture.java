package org.espalier.graph;

import static org.espalier.InvalidValueException.require;
import static org.espalier.setting.Parameter.reals;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.espalier.setting.Declaration;
import org.espalier.setting.Parameter;
import org.espalier.setting.Settings;

/**
 * A structure of its own for each sequence, drawn from a list (selective induction heads; D'Angelo,
 * Croce, Flammarion, arXiv 2509.08184). All structures share the sequence's transition matrix, or
 * its tensor where they have equally many parents.
 *
 * @param structures families, each of which draws one graph for the trial; all with a query or all
 *     without
 * @param weights probability of each structure, in their order; given as numbers &ge; 0 of positive
 *     sum, or as an empty list for equal ones, and kept divided by their sum
 */
public record Mixture(List<GraphFamily> structures, List<Double> weights) implements GraphFamily {

  /** The setting that lists the structures. */
  public static final String STRUCTURES = StructureList.PATH;

  static final Declaration<Mixture> SETTINGS =
      Declaration.of(
          "mixture",
          Mixture.class,
          Parameter.<Mixture, List<GraphFamily>>of(
                  STRUCTURES, StructureList.TYPE, Mixture::structures)
              .within(Mixture::complaint),
          reals("graph.weights", Mixture::weights).within(Mixture::weightComplaint));

  public Mixture {
    SETTINGS.check(structures, weights);
    require(
        weights.isEmpty() || weights.size() == structures.size(),
        "graph.weights",
        weights,
        String.format(
            Locale.ROOT,
            "must be empty or have a number for each of the %d structures, not %d",
            structures.size(),
            weights.size()));
    structures = List.copyOf(structures);
    weights = normalised(weights, structures.size());
  }

  /**
   * Checks that the structures are a list, of whatever.
   *
   * @throws org.espalier.ConfigurationException if they are not
   */
  public static void requireList(Settings s) {
    StructureList.elements(s, STRUCTURES);
  }

  private static Optional<String> complaint(List<GraphFamily> structures) {
    if (structures.isEmpty()) {
      return Optional.of("must name at least one structure: a lag, or a block { family = ... }");
    }
    if (structures.stream().anyMatch(Mixture.class::isInstance)) {
      return Optional.of("must not name a mixture among its structures");
    }
    return structures.stream().map(GraphFamily::hasQuery).distinct().count() == 1
        ? Optional.empty()
        : Optional.of(
            "must have a query in all structures or in none: a lag and a dag have none, other"
                + " families have one");
  }

  private static Optional<String> weightComplaint(List<Double> weights) {
    boolean areAllowed =
        weights.stream().allMatch(w -> w >= 0 && w < Double.POSITIVE_INFINITY)
            && (weights.isEmpty() || isPositive(sum(weights)));
    return areAllowed
        ? Optional.empty()
        : Optional.of("must be numbers >= 0 whose sum is positive and finite");
  }

  private static boolean isPositive(double sum) {
    return sum > 0 && sum < Double.POSITIVE_INFINITY;
  }

  private static double sum(List<Double> weights) {
    return weights.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static List<Double> normalised(List<Double> weights, int size) {
    if (weights.isEmpty()) {
      return Collections.nCopies(size, 1.0 / size);
    }
    double sum = sum(weights);
    return weights.stream().map(w -> w / sum).toList();
  }

  @Override
  public boolean hasQuery() {
    return structures.get(0).hasQuery();
  }

  @Override
  public int mostParents() {
    return structures.stream().mapToInt(GraphFamily::mostParents).max().orElseThrow();
  }

  /** The structures that are ever drawn: their weight is not 0. */
  public List<GraphFamily> drawn() {
    return IntStream.range(0, structures.size())
        .filter(c -> weights.get(c) > 0)
        .mapToObj(structures::get)
        .toList();
  }

  /** Those of the structures that are ever drawn. */
  @Override
  public List<Integer> inDegrees() {
    return drawn().stream()
        .flatMap(structure -> structure.inDegrees().stream())
        .distinct()
        .toList();
  }

  @Override
  public int leadingRoots() {
    return structures.stream().mapToInt(GraphFamily::leadingRoots).min().orElseThrow();
  }

  /** A graph of one of the structures, with its probability. */
  @Override
  public CausalGraph draw(int size, UniformRandomProvider random) {
    double u = random.nextDouble();
    int chosen = 0;
    for (double below = weights.get(0); u >= below && chosen < weights.size() - 1; ) {
      chosen++;
      below += weights.get(chosen);
    }
    return structures.get(chosen).draw(size, random);
  }
}
