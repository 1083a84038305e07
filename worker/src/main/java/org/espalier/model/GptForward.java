package org.espalier.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass of {@link Gpt} on one sequence in float64, written down as the definition has
 * it: where attention is looked at, and what kernels are compared with.
 */
final class GptForward {
  private final Gpt model;
  private final ParameterLayout layout;
  private final double[] parameters;
  private final List<double[][][]> attention = new ArrayList<>(); // [layer][head][T][T]
  private final double[][] logits; // [T][S]

  /**
   * Computes all of it.
   *
   * @param parameters in the model's layout for {@code vocab} and as many positions as tokens
   */
  GptForward(Gpt model, int vocab, double[] parameters, int[] tokens) {
    this.model = model;
    this.layout = model.layout(vocab, tokens.length);
    this.parameters = parameters;
    double[][] x = new double[tokens.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = row("wte", tokens[i]);
      if (model.positions() == PositionEncoding.LEARNED) {
        add(x[i], row("wpe", i));
      }
    }
    for (int layer = 1; layer <= model.heads().size(); layer++) {
      attend(x, layer);
      if (model.hidden() > 0) {
        addMlp(x, layer);
      }
    }
    logits = times(norm(x, "output-norm"), "W");
  }

  /** P of each head of a layer, counted from 0, [T][T]. */
  double[][][] attention(int layer) {
    return attention.get(layer);
  }

  /** [T][S]. */
  double[][] logits() {
    return logits;
  }

  private void attend(double[][] x, int layer) {
    int heads = model.heads().get(layer - 1);
    int width = model.headWidth(layer - 1);
    double[][] z = norm(x, "attention-norm" + layer);
    double[][] q = times(z, "Q" + layer);
    double[][] k = times(z, "K" + layer);
    double[][] v = times(z, "V" + layer);
    if (model.positions() == PositionEncoding.ROTARY) {
      rotate(q, width);
      rotate(k, width);
    }
    double[][] o = new double[x.length][model.width()];
    double[][][] ofLayer = new double[heads][x.length][x.length];
    for (int h = 0; h < heads; h++) {
      int from = h * width;
      for (int i = 0; i < x.length; i++) {
        double[] p = ofLayer[h][i];
        for (int j = 0; j <= i; j++) {
          double score = dot(q[i], k[j], from, width) / Math.sqrt(width);
          p[j] = score + positionTerm(layer, h, q[i], i - j);
        }
        softmax(p, i + 1);
        for (int j = 0; j <= i; j++) {
          for (int c = from; c < from + width; c++) {
            o[i][c] += p[j] * v[j][c];
          }
        }
      }
    }
    attention.add(ofLayer);
    double[][] branch = times(o, "O" + layer);
    for (int i = 0; i < x.length; i++) {
      add(x[i], branch[i]);
    }
  }

  private double positionTerm(int layer, int head, double[] q, int distance) {
    return switch (model.positions()) {
      case RELATIVE -> row("relative" + layer, head)[distance];
      case RELATIVE_QUERY -> {
        int width = model.headWidth(layer - 1);
        double[] r = row("relative" + layer, distance);
        yield dot(q, r, head * width, width) / Math.sqrt(width);
      }
      case ALIBI -> -Gpt.alibiSlope(head, model.heads().get(layer - 1)) * distance;
      case LEARNED, NONE, ROTARY -> 0;
    };
  }

  private void addMlp(double[][] x, int layer) {
    double[][] u = times(norm(x, "mlp-norm" + layer), "U" + layer);
    for (double[] hidden : u) {
      add(hidden, row("b" + layer, 0));
      for (int c = 0; c < hidden.length; c++) {
        hidden[c] = Math.max(hidden[c], 0);
      }
    }
    double[][] branch = times(u, "D" + layer);
    for (int i = 0; i < x.length; i++) {
      add(x[i], branch[i]);
      add(x[i], row("c" + layer, 0));
    }
  }

  private double[][] norm(double[][] x, String name) {
    double[][] z = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      z[i] = x[i].clone();
      if (model.norm() == NormKind.LAYER) {
        double[] gain = row(name, 0);
        double[] shift = row(name, 1);
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
    }
    return z;
  }

  private static void rotate(double[][] x, int width) {
    for (int i = 0; i < x.length; i++) {
      for (int c = 0; c < x[i].length; c += 2) {
        double angle = Gpt.rotaryAngle(i, c % width / 2, width);
        double even = x[i][c];
        double odd = x[i][c + 1];
        x[i][c] = Math.cos(angle) * even - Math.sin(angle) * odd;
        x[i][c + 1] = Math.sin(angle) * even + Math.cos(angle) * odd;
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
      for (int r = 0; r < m.rows(); r++) {
        for (int c = 0; c < m.columns(); c++) {
          y[i][c] += x[i][r] * parameters[m.offset() + r * m.columns() + c];
        }
      }
    }
    return y;
  }

  private double[] row(String name, int r) {
    ParameterLayout.Entry m = layout.entry(name);
    double[] row = new double[m.columns()];
    System.arraycopy(parameters, m.offset() + r * m.columns(), row, 0, m.columns());
    return row;
  }

  private static double dot(double[] a, double[] b, int from, int count) {
    double sum = 0;
    for (int c = from; c < from + count; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private static void add(double[] to, double[] x) {
    for (int c = 0; c < to.length; c++) {
      to[c] += x[c];
    }
  }
}
