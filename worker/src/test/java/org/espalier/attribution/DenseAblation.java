package org.espalier.attribution;

import org.espalier.model.Model;
import org.espalier.model.ParameterLayout;
import org.espalier.task.SequenceBatch;

/**
 * The disentangled transformer over all positions of all layers, with one pair's first-layer weight
 * set to 0 and its row divided by what is left. Slow and plain on purpose.
 */
final class DenseAblation {

  private DenseAblation() {}

  /** The mean loss; with {@code child} below 0 nothing is ablated. */
  static double loss(
      Model model, double[] parameters, SequenceBatch batch, int child, int candidate) {
    ParameterLayout layout = model.layout(batch.vocab(), batch.length());
    double loss = 0;
    for (int b = 0; b < batch.size(); b++) {
      double[][] h = new double[batch.length()][batch.vocab() + batch.length()];
      for (int i = 0; i < h.length; i++) {
        h[i][batch.token(b, i)] = 1;
        h[i][batch.vocab() + i] = 1;
      }
      for (int l = 0; l < model.heads().size(); l++) {
        double[][] next = new double[h.length][h[0].length * (1 + model.heads().get(l))];
        for (int i = 0; i < h.length; i++) {
          System.arraycopy(h[i], 0, next[i], 0, h[i].length);
        }
        for (int m = 0; m < model.heads().get(l); m++) {
          int offset = layout.entry("A" + (l + 1) + "." + (m + 1)).offset();
          for (int i = 0; i < h.length; i++) {
            double[] p = attention(h, parameters, offset, i);
            if (l == 0 && i == child) {
              double rest = 1 - p[candidate];
              p[candidate] = 0;
              for (int j = 0; j <= i; j++) {
                p[j] /= rest;
              }
            }
            for (int j = 0; j <= i; j++) {
              for (int c = 0; c < h[j].length; c++) {
                next[i][h[j].length * (1 + m) + c] += p[j] * h[j][c];
              }
            }
          }
        }
        h = next;
      }
      loss += lossOf(h[h.length - 1], parameters, layout.entry("W").offset(), batch, b);
    }
    return loss / batch.size();
  }

  private static double[] attention(double[][] h, double[] parameters, int offset, int i) {
    int d = h[0].length;
    double[] p = new double[i + 1];
    double sum = 0;
    for (int j = 0; j <= i; j++) {
      double score = 0;
      for (int r = 0; r < d; r++) {
        for (int c = 0; c < d; c++) {
          score += h[i][r] * parameters[offset + r * d + c] * h[j][c];
        }
      }
      p[j] = Math.exp(score);
      sum += p[j];
    }
    for (int j = 0; j <= i; j++) {
      p[j] /= sum;
    }
    return p;
  }

  private static double lossOf(
      double[] h, double[] parameters, int offset, SequenceBatch batch, int b) {
    double[] f = new double[batch.vocab()];
    double sum = 0;
    for (int s = 0; s < f.length; s++) {
      double logit = 0;
      for (int r = 0; r < h.length; r++) {
        logit += h[r] * parameters[offset + r * f.length + s];
      }
      f[s] = Math.exp(logit);
      sum += f[s];
    }
    double loss = 0;
    for (int s = 0; s < f.length; s++) {
      loss -= batch.target(b, s) * Math.log(f[s] / sum);
    }
    return loss;
  }
}
