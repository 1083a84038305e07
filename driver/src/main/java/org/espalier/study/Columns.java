package org.espalier.study;

import java.util.ArrayList;
import java.util.List;

/**
 * Combinations of columns over the cells that are orthonormal under the cells' weights: each adds
 * what is new in a column to those before, by modified Gram-Schmidt, done twice. Columns are known
 * by their products with each other alone, and a combination is its coefficients.
 */
final class Columns {
  /** A column of which less is left is a combination of the others. */
  private static final double DEPENDENT = 1e-5;

  /** Place of the column that is the same for all cells. */
  static final int CONSTANT = 0;

  private final double[][] gram;
  private final List<double[]> orthonormal;

  private Columns(double[][] gram, List<double[]> orthonormal) {
    this.gram = gram;
    this.orthonormal = orthonormal;
  }

  /**
   * The constant alone.
   *
   * @param gram products of each column with each
   */
  static Columns constant(double[][] gram) {
    return new Columns(gram, List.of()).with(List.of(CONSTANT));
  }

  /** These columns with others, by their places; what depends on them adds nothing. */
  Columns with(List<Integer> places) {
    var all = new Columns(gram, new ArrayList<>(orthonormal));
    places.forEach(all::add);
    return all;
  }

  /**
   * What a term contributes to the best fit by these columns and its own, as combinations: with y
   * the values, the squares of the products of y with the combinations that this gives add up to
   * the sum of squares about its mean of the part of the fit that is made of the term's columns.
   *
   * @param own places of the term's columns
   */
  List<double[]> contribution(List<Integer> own) {
    var all = new Columns(gram, new ArrayList<>(orthonormal));
    var parts =
        new ArrayList<double[]>(); // of own columns, as the orthonormal ones are of what is new
    for (int place : own) {
      int before = all.count();
      double[] products = all.add(place);
      if (all.count() > before) {
        double[] part = unit(place);
        for (int i = 0; i < parts.size(); i++) {
          subtract(part, products[count() + i], parts.get(i));
        }
        divide(part, products[before]);
        parts.add(part);
      }
    }
    for (double[] part : parts) {
      part[CONSTANT] -= product(part, unit(CONSTANT)) / gram[CONSTANT][CONSTANT];
    }
    double[][] root = choleskyOf(parts);
    var contribution = new ArrayList<double[]>();
    for (int k = 0; k < parts.size(); k++) {
      var sum = new double[gram.length];
      for (int j = k; j < parts.size(); j++) {
        subtract(sum, -root[j][k], all.orthonormal.get(count() + j));
      }
      contribution.add(sum);
    }
    return contribution;
  }

  /**
   * Adds what is new in a column; gives its products with those before, and the norm of the new.
   */
  private double[] add(int place) {
    double[] column = unit(place);
    var products = new double[count() + 1];
    for (int time = 0; time < 2; time++) {
      for (int i = 0; i < count(); i++) {
        double product = product(orthonormal.get(i), column);
        products[i] += product;
        subtract(column, product, orthonormal.get(i));
      }
    }
    double left = product(column, column);
    if (left > DEPENDENT * DEPENDENT * gram[place][place]) {
      products[count()] = Math.sqrt(left);
      divide(column, products[count()]);
      orthonormal.add(column);
    }
    return products;
  }

  /**
   * The lower triangle L of the matrix L L' of the products of some combinations with each other.
   */
  private double[][] choleskyOf(List<double[]> parts) {
    var root = new double[parts.size()][parts.size()];
    for (int i = 0; i < root.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = product(parts.get(i), parts.get(j));
        for (int k = 0; k < j; k++) {
          sum -= root[i][k] * root[j][k];
        }
        root[i][j] = i == j ? Math.sqrt(Math.max(0, sum)) : root[j][j] == 0 ? 0 : sum / root[j][j];
      }
    }
    return root;
  }

  /**
   * The coefficients of the best fit.
   *
   * @param products of each column with what is to be fitted
   */
  double[] fit(double[] products) {
    var fit = new double[gram.length];
    for (double[] combination : orthonormal) {
      subtract(fit, -sum(combination, products), combination);
    }
    return fit;
  }

  /** The sum of products of two lists of numbers. */
  static double sum(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private double product(double[] a, double[] b) {
    double product = 0;
    for (int k = 0; k < a.length; k++) {
      if (a[k] != 0) {
        product += a[k] * sum(gram[k], b);
      }
    }
    return product;
  }

  private double[] unit(int place) {
    var unit = new double[gram.length];
    unit[place] = 1;
    return unit;
  }

  private static void subtract(double[] values, double factor, double[] column) {
    for (int c = 0; c < values.length; c++) {
      values[c] -= factor * column[c];
    }
  }

  private static void divide(double[] values, double divisor) {
    for (int c = 0; c < values.length; c++) {
      values[c] /= divisor;
    }
  }

  int count() {
    return orthonormal.size();
  }
}
