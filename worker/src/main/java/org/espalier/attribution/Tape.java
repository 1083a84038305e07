package org.espalier.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operations of a forward pass on vectors, each beside its derivative. A recording tape can go
 * back through what was done and adds up the derivative of the loss by every vector on the way, as
 * reverse-mode differentiation does; one that does not record only computes.
 *
 * <p>Parameters are constants here: derivatives are by attention weights and what follows them.
 */
final class Tape {

  /** Added to the variance within layer norm, as the models have it. */
  private static final double NORM_EPSILON = 1e-5;

  private final boolean recording;
  private final List<Runnable> back = new ArrayList<>();

  private Tape(boolean recording) {
    this.recording = recording;
  }

  static Tape recording() {
    return new Tape(true);
  }

  static Tape silent() {
    return new Tape(false);
  }

  /** A vector that derivatives are asked by. */
  Node variable(double[] value) {
    return new Node(value, recording ? new double[value.length] : null);
  }

  /** Goes back from the loss: afterwards every recorded vector has its derivative. */
  void backward(Node loss) {
    loss.gradient()[0] = 1;
    for (int k = back.size() - 1; k >= 0; k--) {
      back.get(k).run();
    }
  }

  /** x M, [columns of M]. */
  Node product(Node x, Weights m) {
    double[] y = new double[m.columns()];
    for (int r = 0; r < x.size(); r++) {
      double factor = x.value()[r];
      if (factor != 0) { // tokens and positions are one-hot
        int at = m.offset() + r * m.columns();
        for (int c = 0; c < y.length; c++) {
          y[c] += factor * m.flat()[at + c];
        }
      }
    }
    return node(
        y,
        g -> {
          if (x.gradient() != null) {
            for (int r = 0; r < x.size(); r++) {
              for (int c = 0; c < g.length; c++) {
                x.gradient()[r] += m.at(r, c) * g[c];
              }
            }
          }
        });
  }

  /** a x + b y. */
  Node sum(double a, Node x, double b, Node y) {
    double[] z = new double[x.size()];
    for (int c = 0; c < z.length; c++) {
      z[c] = a * x.value()[c] + b * y.value()[c];
    }
    return node(
        z,
        g -> {
          add(x, 0, a, g);
          add(y, 0, b, g);
        });
  }

  /** One vector behind the other. */
  Node concatenation(Node... parts) {
    int size = 0;
    for (Node part : parts) {
      size += part.size();
    }
    double[] all = new double[size];
    int at = 0;
    for (Node part : parts) {
      System.arraycopy(part.value(), 0, all, at, part.size());
      at += part.size();
    }
    return node(
        all,
        g -> {
          int from = 0;
          for (Node part : parts) {
            for (int c = 0; c < part.size() && part.gradient() != null; c++) {
              part.gradient()[c] += g[from + c];
            }
            from += part.size();
          }
        });
  }

  /** Entries {@code from .. from + count - 1}. */
  Node part(Node x, int from, int count) {
    double[] y = new double[count];
    System.arraycopy(x.value(), from, y, 0, count);
    return node(y, g -> add(x, from, 1, g));
  }

  /** max(x, 0). */
  Node relu(Node x) {
    double[] y = new double[x.size()];
    for (int c = 0; c < y.length; c++) {
      y[c] = Math.max(x.value()[c], 0);
    }
    return node(
        y,
        g -> {
          for (int c = 0; c < g.length && x.gradient() != null; c++) {
            x.gradient()[c] += x.value()[c] > 0 ? g[c] : 0;
          }
        });
  }

  /** gain (x - mean) / sqrt(variance + 1e-5) + shift, gain and shift the rows of a matrix. */
  Node norm(Node x, Weights gainAndShift) {
    int n = x.size();
    double mean = 0;
    for (double entry : x.value()) {
      mean += entry / n;
    }
    double variance = NORM_EPSILON;
    for (double entry : x.value()) {
      variance += (entry - mean) * (entry - mean) / n;
    }
    double scale = 1 / Math.sqrt(variance);
    double[] normal = new double[n];
    double[] y = new double[n];
    for (int c = 0; c < n; c++) {
      normal[c] = (x.value()[c] - mean) * scale;
      y[c] = gainAndShift.at(0, c) * normal[c] + gainAndShift.at(1, c);
    }
    return node(
        y,
        g -> {
          if (x.gradient() == null) {
            return;
          }
          double sum = 0;
          double along = 0;
          for (int c = 0; c < n; c++) {
            sum += g[c] * gainAndShift.at(0, c) / n;
            along += g[c] * gainAndShift.at(0, c) * normal[c] / n;
          }
          for (int c = 0; c < n; c++) {
            double own = g[c] * gainAndShift.at(0, c);
            x.gradient()[c] += scale * (own - sum - normal[c] * along);
          }
        });
  }

  /** Pairs (2p, 2p + 1) turned by an angle each. */
  Node turned(Node x, double[] angles) {
    double[] y = new double[x.size()];
    turn(x.value(), angles, 1, y);
    return node(
        y,
        g -> {
          if (x.gradient() != null) {
            turn(g, angles, -1, x.gradient());
          }
        });
  }

  private static void turn(double[] x, double[] angles, int direction, double[] to) {
    for (int p = 0; p < angles.length; p++) {
      double cos = Math.cos(angles[p]);
      double sin = direction * Math.sin(angles[p]);
      to[2 * p] += cos * x[2 * p] - sin * x[2 * p + 1];
      to[2 * p + 1] += sin * x[2 * p] + cos * x[2 * p + 1];
    }
  }

  /** factor q . k_j over entries {@code from .. from + width - 1}, for each key, [keys]. */
  Node dots(Node q, Node[] keys, int from, int width, double factor) {
    double[] scores = new double[keys.length];
    for (int j = 0; j < keys.length; j++) {
      double[] k = keys[j].value();
      for (int c = from; c < from + width; c++) {
        scores[j] += q.value()[c] * k[c];
      }
      scores[j] *= factor;
    }
    return node(
        scores,
        g -> {
          for (int j = 0; j < keys.length; j++) {
            for (int c = from; c < from + width; c++) {
              if (q.gradient() != null) {
                q.gradient()[c] += factor * g[j] * keys[j].value()[c];
              }
              if (keys[j].gradient() != null) {
                keys[j].gradient()[c] += factor * g[j] * q.value()[c];
              }
            }
          }
        });
  }

  /** exp(x_j) / sum_k exp(x_k). */
  Node softmax(Node x) {
    double[] p = x.value().clone();
    double normalizer = logSum(p);
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp(p[j] - normalizer);
    }
    return node(
        p,
        g -> {
          double mean = 0;
          for (int j = 0; j < p.length; j++) {
            mean += p[j] * g[j];
          }
          for (int j = 0; j < p.length && x.gradient() != null; j++) {
            x.gradient()[j] += p[j] * (g[j] - mean);
          }
        });
  }

  /** sum_j p_j v_j over entries {@code from .. from + width - 1}, [width]. */
  Node mean(Node p, Node[] values, int from, int width) {
    double[] y = new double[width];
    for (int j = 0; j < p.size(); j++) {
      double weight = p.value()[j];
      double[] v = values[j].value();
      for (int c = 0; c < width; c++) {
        y[c] += weight * v[from + c];
      }
    }
    return node(
        y,
        g -> {
          for (int j = 0; j < p.size(); j++) {
            double dot = 0;
            for (int c = 0; c < width; c++) {
              dot += g[c] * values[j].value()[from + c];
            }
            if (p.gradient() != null) {
              p.gradient()[j] += dot;
            }
            add(values[j], from, p.value()[j], g);
          }
        });
  }

  /** -sum_s t_s log softmax(x)_s, [1]. */
  Node crossEntropy(Node x, double[] target) {
    double normalizer = logSum(x.value());
    double loss = 0;
    double total = 0;
    for (int s = 0; s < target.length; s++) {
      loss -= target[s] * (x.value()[s] - normalizer);
      total += target[s];
    }
    double mass = total;
    return node(
        new double[] {loss},
        g -> {
          for (int s = 0; s < target.length && x.gradient() != null; s++) {
            x.gradient()[s] += g[0] * (mass * Math.exp(x.value()[s] - normalizer) - target[s]);
          }
        });
  }

  /** -sum_s t_s log((f_s + epsilon) / (1 + S epsilon)) over S symbols, [1]. */
  Node logLoss(Node f, double[] target, double epsilon) {
    double mass = 1 + target.length * epsilon;
    double loss = 0;
    for (int s = 0; s < target.length; s++) {
      loss -= target[s] * Math.log((f.value()[s] + epsilon) / mass);
    }
    return node(
        new double[] {loss},
        g -> {
          for (int s = 0; s < target.length && f.gradient() != null; s++) {
            f.gradient()[s] -= g[0] * target[s] / (f.value()[s] + epsilon);
          }
        });
  }

  private Node node(double[] value, Consumer<double[]> derivative) {
    Node node = variable(value);
    if (recording) {
      back.add(() -> derivative.accept(node.gradient()));
    }
    return node;
  }

  private static void add(Node to, int from, double factor, double[] g) {
    if (to.gradient() != null) {
      for (int c = 0; c < g.length; c++) {
        to.gradient()[from + c] += factor * g[c];
      }
    }
  }

  private static double logSum(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double entry : x) {
      max = Math.max(max, entry);
    }
    double sum = 0;
    for (double entry : x) {
      sum += Math.exp(entry - max);
    }
    return max + Math.log(sum);
  }
}
