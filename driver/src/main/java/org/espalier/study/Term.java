package org.espalier.study;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A term of the analysis of variance of factors whose levels are compared one by one: a factor, or
 * a table over two.
 *
 * @param first the factor
 * @param second the second factor of a pair, else {@link #NONE}
 * @param others the fit of what it joins
 * @param joined the fit with it
 */
record Term(int first, int second, AdditiveFit others, AdditiveFit joined) {
  /** Neither factor. */
  static final int NONE = -1;

  /**
   * All factors, then all pairs of them that are more than the two beside the others. A factor
   * joins all others but those that it follows from, beside which nothing would be left of it.
   *
   * @param weights of the cells
   */
  static List<Term> all(List<Factor> factors, double[] weights) {
    List<Grouping> levels = factors.stream().map(Factor::levels).toList();
    var crossings = new Crossings(weights);
    var all = AdditiveFit.of(levels, crossings);
    var terms = new ArrayList<Term>();
    for (int f = 0; f < factors.size(); f++) {
      Factor one = factors.get(f);
      List<Grouping> others =
          factors.stream()
              .filter(other -> !other.name().equals(one.name()) && !one.followsFrom(other))
              .map(Factor::levels)
              .toList();
      var with = new ArrayList<>(others);
      with.add(one.levels());
      boolean isAll = with.size() == levels.size();
      terms.add(
          new Term(
              f,
              NONE,
              AdditiveFit.of(others, crossings),
              isAll ? all : AdditiveFit.of(with, crossings)));
    }
    for (int i = 0; i < factors.size(); i++) {
      for (int j = i + 1; j < factors.size(); j++) {
        var with = new ArrayList<>(levels);
        with.add(levels.get(i).with(levels.get(j)));
        var pair = new Term(i, j, all, AdditiveFit.of(with, crossings));
        if (pair.degrees() > 0) {
          terms.add(pair);
        }
      }
    }
    return terms;
  }

  /** Degrees of freedom that it adds. */
  int degrees() {
    return joined.rank() - others.rank();
  }

  /** By how much each term lowers the residual sum of squares when it joins the others. */
  static double[] drops(List<Term> terms, Sample sample) {
    var values = new GroupSums(sample.deviations(), sample.weights());
    var rests = new IdentityHashMap<AdditiveFit, Double>();
    return terms.stream()
        .mapToDouble(
            term ->
                rests.computeIfAbsent(term.others, fit -> fit.rest(values))
                    - rests.computeIfAbsent(term.joined, fit -> fit.rest(values)))
        .toArray();
  }
}
