package org.espalier.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The best sum of one number for each group of several groupings, by weighted least squares.
 *
 * <p>The grouping with the most groups is taken out by its groups' means; what is left of the
 * others, whose columns are 1 for the cells of a group and 0 for all other cells, is fitted by the
 * Cholesky factor of their products. A column that depends on those before it is left out. The
 * factor depends on groupings and weights alone: one serves all values, as those of a bootstrap.
 */
final class AdditiveFit {
  /** A column of whose square no greater share is left is a combination of those before it. */
  private static final double DEPENDENT = 1e-9;

  private final Grouping first;
  private final double[] firstWeights; // of the groups
  private final List<Grouping> others;
  private final double[][] table; // weight that each column shares with each of the groups
  private final double[][] root; // rows of the columns that are not left out, lower triangle
  private final int[] columns; // which these are

  private AdditiveFit(Grouping first, List<Grouping> others, Crossings crossings) {
    this.first = first;
    this.others = others;
    firstWeights = crossings.weights(first);
    var starts = new int[others.size() + 1]; // of the columns of each other grouping
    for (int o = 0; o < others.size(); o++) {
      starts[o + 1] = starts[o] + others.get(o).count();
    }
    table = table(starts, crossings);
    double[][] products = products(starts, crossings);
    var kept = new ArrayList<double[]>();
    var places = new ArrayList<Integer>();
    for (int j = 0; j < products.length; j++) {
      var row = new double[kept.size() + 1];
      double left = products[j][j];
      for (int i = 0; i < kept.size(); i++) {
        row[i] = (products[j][places.get(i)] - sum(row, kept.get(i), i)) / kept.get(i)[i];
        left -= row[i] * row[i];
      }
      if (left > DEPENDENT * Arrays.stream(table[j]).sum()) {
        row[kept.size()] = Math.sqrt(left);
        kept.add(row);
        places.add(j);
      }
    }
    root = kept.toArray(double[][]::new);
    columns = places.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The fit by some groupings.
   *
   * @param groupings of the cells; none stand for one number for all cells
   * @param crossings of these, over the cells
   */
  static AdditiveFit of(List<Grouping> groupings, Crossings crossings) {
    var rest = new ArrayList<>(groupings);
    Grouping first =
        rest.stream().max(Comparator.comparingInt(Grouping::count)).orElseGet(crossings::whole);
    rest.remove(first);
    return new AdditiveFit(first, rest, crossings);
  }

  /** The number of values that a fit can choose. */
  int rank() {
    return first.count() + root.length;
  }

  /** The weighted sum of squares of what the fit leaves of some values. */
  double rest(GroupSums values) {
    double rest = values.squares();
    double[] means = values.of(first).clone();
    for (int g = 0; g < means.length; g++) {
      double sum = means[g];
      means[g] = sum / firstWeights[g];
      rest -= sum * means[g];
    }
    double[] products = others.stream().map(values::of).flatMapToDouble(Arrays::stream).toArray();
    var solved = new double[root.length];
    for (int i = 0; i < root.length; i++) {
      int column = columns[i];
      double left = products[column] - sum(table[column], means, means.length);
      solved[i] = (left - sum(root[i], solved, i)) / root[i][i];
      rest -= solved[i] * solved[i];
    }
    return Math.max(0, rest);
  }

  /** Products of each column with each, less what the means of the first grouping take of them. */
  private double[][] products(int[] starts, Crossings crossings) {
    int size = table.length;
    var products = new double[size][size];
    for (int a = 0; a < others.size(); a++) {
      for (int b = 0; b <= a; b++) {
        double[][] crossed = crossings.of(others.get(a), others.get(b));
        for (int g = 0; g < crossed.length; g++) {
          System.arraycopy(crossed[g], 0, products[starts[a] + g], starts[b], crossed[g].length);
        }
      }
    }
    for (int j = 0; j < size; j++) {
      for (int k = 0; k <= j; k++) {
        for (int g = 0; g < firstWeights.length; g++) {
          products[j][k] -= table[j][g] * table[k][g] / firstWeights[g];
        }
      }
    }
    return products;
  }

  /** Weight of the cells that each column shares with each group of the first grouping. */
  private double[][] table(int[] starts, Crossings crossings) {
    var shared = new double[starts[others.size()]][];
    for (int o = 0; o < others.size(); o++) {
      double[][] crossed = crossings.of(others.get(o), first);
      System.arraycopy(crossed, 0, shared, starts[o], crossed.length);
    }
    return shared;
  }

  /** The sum of products of the first numbers of two lists. */
  private static double sum(double[] a, double[] b, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
