package org.espalier.model;

import java.util.Arrays;

/**
 * The forward pass of {@link Gpt} on one sequence in float64, written down as the definition has
 * it, one layer at a time: where attention is looked at, and what kernels are compared with. What
 * nobody asks for is not computed.
 */
final class GptForward {
  private final Gpt model;
  private final ParameterLayout layout;
  private final double[] parameters;
  private final double[][] x; // [T][d], the residual stream
  private int layer; // whose attention is known; 0 before the first
  private double[][][] weights = new double[0][][]; // its P [head][T][T] until x has its branches

  /**
   * Starts with the embedding.
   *
   * @param parameters in the model's layout for {@code vocab} and as many positions as tokens
   */
  GptForward(Gpt model, int vocab, double[] parameters, int[] tokens) {
    this.model = model;
    this.layout = model.layout(vocab, tokens.length);
    this.parameters = parameters;
    x = new double[tokens.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = row("wte", tokens[i]);
      if (model.positions() == PositionEncoding.LEARNED) {
        add(x[i], row("wpe", i));
      }
    }
  }

  /** P of each head of the next layer, [head][T][T]. */
  double[][][] nextLayer() {
    addBranches();
    layer++;
    weights = weights(norm(x, "attention-norm" + layer));
    return weights;
  }

  /** After the layers that are left, [T][S]. */
  double[][] logits() {
    while (layer < model.heads().size()) {
      nextLayer();
    }
    addBranches();
    return times(norm(x, "output-norm"), "W");
  }

  private double[][][] weights(double[][] z) {
    int width = model.headWidth(layer - 1);
    double[][] q = times(z, "Q" + layer);
    double[][] k = times(z, "K" + layer);
    if (model.positions() == PositionEncoding.ROTARY) {
      rotate(q, width);
      rotate(k, width);
    }
    double[][] keys = transposed(k);
    double[][] relative = relative();
    var p = new double[model.heads().get(layer - 1)][x.length][x.length];
    for (int h = 0; h < p.length; h++) {
      for (int i = 0; i < x.length; i++) {
        double[] scores = dot(q[i], keys, h * width, width, i + 1);
        double[] terms = positionTerms(relative, h, q[i], i + 1);
        for (int j = 0; j <= i; j++) {
          p[h][i][j] = scores[j] / Math.sqrt(width) + terms[i - j];
        }
        softmax(p[h][i], i + 1);
      }
    }
    return p;
  }

  /**
   * What the layer has learned about distances: [heads][T] numbers or [d][T], a vector in each
   * column; empty with other positions.
   */
  private double[][] relative() {
    return switch (model.positions()) {
      case RELATIVE -> matrix("relative" + layer);
      case RELATIVE_QUERY -> transposed(matrix("relative" + layer));
      case ALIBI, LEARNED, NONE, ROTARY -> new double[0][];
    };
  }

  /** What is added to a query's scores at distances 0 to {@code count - 1}. */
  private double[] positionTerms(double[][] relative, int head, double[] q, int count) {
    int width = model.headWidth(layer - 1);
    double[] terms = new double[count];
    switch (model.positions()) {
      case RELATIVE -> System.arraycopy(relative[head], 0, terms, 0, count);
      case RELATIVE_QUERY -> {
        double[] products = dot(q, relative, head * width, width, count);
        Arrays.setAll(terms, t -> products[t] / Math.sqrt(width));
      }
      case ALIBI -> {
        double slope = Gpt.alibiSlope(head, model.heads().get(layer - 1));
        Arrays.setAll(terms, t -> -slope * t);
      }
      case LEARNED, NONE, ROTARY -> {}
    }
    return terms;
  }

  /** The branches of the layer whose attention is known. */
  private void addBranches() {
    if (weights.length == 0) {
      return;
    }
    addAttention();
    weights = new double[0][][];
    if (model.hidden() > 0) {
      addMlp();
    }
  }

  private void addAttention() {
    int width = model.headWidth(layer - 1);
    double[][] v = times(norm(x, "attention-norm" + layer), "V" + layer);
    double[][] o = new double[x.length][model.width()];
    for (int h = 0; h < weights.length; h++) {
      int from = h * width;
      for (int i = 0; i < x.length; i++) {
        double[] p = weights[h][i];
        double[] sums = o[i];
        for (int j = 0; j <= i; j++) {
          double weight = p[j];
          double[] value = v[j];
          for (int c = from; c < from + width; c++) {
            sums[c] += weight * value[c];
          }
        }
      }
    }
    double[][] branch = times(o, "O" + layer);
    for (int i = 0; i < x.length; i++) {
      add(x[i], branch[i]);
    }
  }

  private void addMlp() {
    double[][] u = times(norm(x, "mlp-norm" + layer), "U" + layer);
    double[] bias = row("b" + layer, 0);
    for (double[] hidden : u) {
      add(hidden, bias);
      for (int c = 0; c < hidden.length; c++) {
        hidden[c] = Math.max(hidden[c], 0);
      }
    }
    double[][] branch = times(u, "D" + layer);
    double[] outputBias = row("c" + layer, 0);
    for (int i = 0; i < x.length; i++) {
      add(x[i], branch[i]);
      add(x[i], outputBias);
    }
  }

  private double[][] norm(double[][] x, String name) {
    if (model.norm() != NormKind.LAYER) {
      return x;
    }
    double[] gain = row(name, 0);
    double[] shift = row(name, 1);
    double[][] z = new double[x.length][model.width()];
    for (int i = 0; i < x.length; i++) {
      double mean = 0;
      for (double entry : x[i]) {
        mean += entry / x[i].length;
      }
      double variance = 0;
      for (double entry : x[i]) {
        variance += (entry - mean) * (entry - mean) / x[i].length;
      }
      for (int c = 0; c < z[i].length; c++) {
        z[i][c] = gain[c] * (x[i][c] - mean) / Math.sqrt(variance + 1e-5) + shift[c];
      }
    }
    return z;
  }

  private static void rotate(double[][] x, int width) {
    for (int i = 0; i < x.length; i++) {
      for (int c = 0; c < x[i].length; c += 2) {
        double angle = Gpt.rotaryAngle(i, c % width / 2, width);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double even = x[i][c];
        double odd = x[i][c + 1];
        x[i][c] = cos * even - sin * odd;
        x[i][c + 1] = sin * even + cos * odd;
      }
    }
  }

  private static void softmax(double[] p, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      max = Math.max(max, p[j]);
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      p[j] = Math.exp(p[j] - max);
      sum += p[j];
    }
    for (int j = 0; j < n; j++) {
      p[j] /= sum;
    }
  }

  private double[][] times(double[][] x, String name) {
    ParameterLayout.Entry m = layout.entry(name);
    double[][] y = new double[x.length][m.columns()];
    for (int i = 0; i < x.length; i++) {
      double[] sums = y[i];
      for (int r = 0; r < m.rows(); r++) {
        double entry = x[i][r];
        int row = m.offset() + r * m.columns();
        for (int c = 0; c < sums.length; c++) {
          sums[c] += entry * parameters[row + c];
        }
      }
    }
    return y;
  }

  private double[][] matrix(String name) {
    double[][] rows = new double[layout.entry(name).rows()][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = row(name, r);
    }
    return rows;
  }

  private double[] row(String name, int r) {
    ParameterLayout.Entry m = layout.entry(name);
    int from = m.offset() + r * m.columns();
    return Arrays.copyOfRange(parameters, from, from + m.columns());
  }

  /** Of entries {@code from} to {@code from + width - 1} of a with the first columns of b. */
  private static double[] dot(double[] a, double[][] b, int from, int width, int columns) {
    double[] sums = new double[columns];
    for (int r = from; r < from + width; r++) {
      double entry = a[r];
      double[] row = b[r];
      for (int c = 0; c < columns; c++) {
        sums[c] += entry * row[c];
      }
    }
    return sums;
  }

  private static double[][] transposed(double[][] m) {
    double[][] columns = new double[m[0].length][m.length];
    for (int r = 0; r < m.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        columns[c][r] = m[r][c];
      }
    }
    return columns;
  }

  private static void add(double[] to, double[] x) {
    for (int c = 0; c < to.length; c++) {
      to[c] += x[c];
    }
  }
}
