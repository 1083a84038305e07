package org.espalier.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.task.SequenceBatch;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link Gpt} in float64, written out in SameDiff as its Javadoc defines it and differentiated by
 * SameDiff, for one batch size. Rows [B*T] are positions, sequence by sequence.
 *
 * <p>Wherever the definition picks a row, a column or a distance, the graph multiplies by a
 * constant matrix of zeros and ones: that is exact, and it is differentiated as every product is.
 */
final class GptSameDiff {

  /**
   * What the graph computes.
   *
   * @param loss the mean cross-entropy over the batch and its target positions
   * @param probabilities [P,S,B]
   * @param gradient in the model's layout
   */
  record Result(double loss, double[] probabilities, double[] gradient) {}

  /** Fills a constant matrix. */
  private interface Entries {
    double at(int row, int column);
  }

  private static final String TOKENS = "tokens"; // [B*T,S] one-hot
  private static final String TARGETS = "targets"; // [B*T,S] zero where no prediction counts
  private static final String PROBABILITIES = "probabilities"; // [B*T,S]
  private static final String LOSS = "loss"; // [] summed over positions, a mean over sequences
  private static final double EXCLUDED = -1e30; // exp of it is zero

  private final Gpt model;
  private final int size;
  private final int length;
  private final int vocab;
  private final ParameterLayout layout;
  private final SameDiff sd = SameDiff.create();
  private final Map<String, SDVariable> parameters = new HashMap<>();
  private final SDVariable mask; // [1,T,T]

  /** Builds the graph and differentiates it. */
  GptSameDiff(Gpt model, int size, int length, int vocab) {
    this.model = model;
    this.size = size;
    this.length = length;
    this.vocab = vocab;
    layout = model.layout(vocab, length);
    for (var e : layout.entries()) {
      parameters.put(e.name(), sd.var(e.name(), DataType.DOUBLE, e.rows(), e.columns()));
    }
    mask = table(constant(length, length, (i, j) -> j > i ? EXCLUDED : 0));
    SDVariable x = embedded();
    for (int layer = 1; layer <= model.heads().size(); layer++) {
      x = x.add(attention(norm(x, "attention-norm" + layer), layer));
      if (model.hidden() > 0) {
        x = x.add(mlp(norm(x, "mlp-norm" + layer), layer));
      }
    }
    SDVariable logits = sd.mmul(norm(x, "output-norm"), parameters.get("W")); // [B*T,S]
    SDVariable logs = logits.sub(sd.math.log(sd.sum(sd.math.exp(logits), true, 1)));
    sd.math.exp(PROBABILITIES, logs);
    SDVariable targets = sd.placeHolder(TARGETS, DataType.DOUBLE, (long) size * length, vocab);
    sd.sum(targets.mul(logs)).mul(LOSS, -1.0 / size);
    sd.setLossVariables(LOSS);
    QuietThread.call(
        () -> {
          sd.createGradFunction();
          return sd;
        });
  }

  /**
   * Loss, probabilities and gradient.
   *
   * @param targets [P,S,B]
   * @param flat parameters in the model's layout
   */
  Result result(SequenceBatch batch, double[] targets, double[] flat) {
    int positions = batch.targetPositions();
    var values = new Parameters(layout, Nd4j.createFromArray(flat));
    INDArray gradient = Nd4j.zeros(DataType.DOUBLE, layout.size());
    var gradients = new Parameters(layout, gradient);
    for (var e : layout.entries()) {
      sd.getVariable(e.name()).getArr().assign(values.view(e.name()));
    }
    OutAndGrad result =
        sd.calculateGradientsAndOutputs(
            inputs(batch, targets),
            List.of(LOSS, PROBABILITIES),
            layout.entries().stream().map(ParameterLayout.Entry::name).toList());
    result.getGradients().forEach((name, value) -> gradients.view(name).assign(value));
    INDArray rows = result.getOutputs().get(PROBABILITIES);
    double[] probabilities = new double[targets.length];
    for (int t = 0; t < targets.length; t++) {
      probabilities[t] = rows.getDouble(row(t, positions), t / size % vocab);
    }
    return new Result(
        result.getOutputs().get(LOSS).getDouble(0) / positions,
        probabilities,
        gradient.div(positions).toDoubleVector());
  }

  private Map<String, INDArray> inputs(SequenceBatch batch, double[] targets) {
    double[][] tokens = new double[size * length][vocab];
    for (int row = 0; row < tokens.length; row++) {
      tokens[row][batch.token(row / length, row % length)] = 1;
    }
    double[][] rows = new double[size * length][vocab];
    for (int t = 0; t < targets.length; t++) {
      rows[row(t, batch.targetPositions())][t / size % vocab] = targets[t];
    }
    return Map.of(TOKENS, Nd4j.create(tokens), TARGETS, Nd4j.create(rows));
  }

  /** The row of [B*T] that an entry of [P,S,B] belongs to. */
  private int row(int entry, int positions) {
    int position = length - positions + entry / size / vocab;
    return entry % size * length + position;
  }

  /** wte[s_i] (+ wpe[i]), [B*T,d]. */
  private SDVariable embedded() {
    SDVariable tokens = sd.placeHolder(TOKENS, DataType.DOUBLE, (long) size * length, vocab);
    SDVariable x = sd.mmul(tokens, parameters.get("wte"));
    if (model.positions() != PositionEncoding.LEARNED) {
      return x;
    }
    SDVariable places = constant(size * length, length, (row, i) -> row % length == i ? 1 : 0);
    return x.add(sd.mmul(places, parameters.get("wpe")));
  }

  /** (x - mean) / sqrt(variance + 1e-5) times gain plus shift, or x. */
  private SDVariable norm(SDVariable x, String name) {
    if (model.norm() == NormKind.NONE) {
      return x;
    }
    SDVariable centred = x.sub(sd.mean(x, true, 1));
    SDVariable variance = sd.mean(centred.mul(centred), true, 1); // [B*T,1]
    return centred
        .div(sd.math.sqrt(variance.add(1e-5)))
        .mul(rowOf(parameters.get(name), 2, 0))
        .add(rowOf(parameters.get(name), 2, 1));
  }

  /** sum_h P_h v_h O_h, [B*T,d]. */
  private SDVariable attention(SDVariable z, int layer) {
    int width = model.width() / model.heads().get(layer - 1);
    SDVariable sum = null;
    for (int h = 0; h < model.heads().get(layer - 1); h++) {
      int from = h * width;
      // [d,e]: picks the head's columns of a matrix on its left
      SDVariable own = constant(model.width(), width, (r, c) -> r == from + c ? 1 : 0);
      SDVariable q = projected(z, "Q" + layer, own, width);
      SDVariable k = projected(z, "K" + layer, own, width);
      SDVariable v = projected(z, "V" + layer, own, width);
      SDVariable raw =
          model.positions() == PositionEncoding.ROTARY
              ? product(turned(q, width), turned(k, width))
              : product(q, k);
      if (model.positions() == PositionEncoding.RELATIVE_QUERY) {
        raw = raw.add(byQuery(q, sd.mmul(parameters.get("relative" + layer), own), width));
      }
      SDVariable scores = raw.mul(1 / Math.sqrt(width));
      if (model.positions() == PositionEncoding.RELATIVE) {
        scores = scores.add(byDistance(layer, h));
      } else if (model.positions() == PositionEncoding.ALIBI) {
        double slope = Math.pow(2, -8.0 * (h + 1) / model.heads().get(layer - 1));
        scores = scores.add(table(constant(length, length, (i, j) -> -slope * (i - j))));
      }
      SDVariable p = sd.nn.softmax(scores.add(mask), 2); // [B,T,T]
      SDVariable o = sd.reshape(sd.mmul(p, v), (long) size * length, width);
      SDVariable rows = sd.mmul(own, parameters.get("O" + layer), true, false, false); // [e,d]
      SDVariable branch = sd.mmul(o, rows);
      sum = sum == null ? branch : sum.add(branch);
    }
    return sum;
  }

  /** z times a head's columns of a matrix, [B,T,e]. */
  private SDVariable projected(SDVariable z, String name, SDVariable own, int width) {
    SDVariable columns = sd.mmul(parameters.get(name), own); // [d,e]
    return sd.reshape(sd.mmul(z, columns), size, length, width);
  }

  /** q_i k_j, [B,T,T]. */
  private SDVariable product(SDVariable q, SDVariable k) {
    return sd.mmul(q, k, false, true, false);
  }

  /** The pairs (2p, 2p+1) of x_i [B,T,e] turned by i 10000^(-2p/e). */
  private SDVariable turned(SDVariable x, int width) {
    SDVariable cosines = constant(length, width, (i, c) -> Math.cos(angle(i, c / 2, width)));
    SDVariable sines = constant(length, width, (i, c) -> Math.sin(angle(i, c / 2, width)));
    // (a, b) to (-b, a)
    SDVariable quarterTurn =
        constant(width, width, (r, c) -> r / 2 != c / 2 ? 0 : Integer.compare(c, r));
    SDVariable rows = sd.reshape(x, (long) size * length, width);
    SDVariable ahead = sd.reshape(sd.mmul(rows, quarterTurn), size, length, width);
    return x.mul(sd.reshape(cosines, 1, length, width))
        .add(ahead.mul(sd.reshape(sines, 1, length, width)));
  }

  private static double angle(int i, int pair, int width) {
    return i * Math.pow(10_000, -2.0 * pair / width);
  }

  /** b_{i-j} of a head, [1,T,T]. */
  private SDVariable byDistance(int layer, int head) {
    int heads = model.heads().get(layer - 1);
    SDVariable numbers = rowOf(parameters.get("relative" + layer), heads, head); // [1,T]
    SDVariable spread =
        constant(
            length, length * length, (t, ij) -> ij / length - ij % length == t ? 1 : 0); // [T,T*T]
    return table(sd.mmul(numbers, spread));
  }

  /**
   * q_i r_{i-j}, [B,T,T], of q [B,T,e] and r [T,e]. From the products with all distances, [B,T*T],
   * a constant matrix picks for i and j the one with i - j.
   */
  private SDVariable byQuery(SDVariable q, SDVariable r, int width) {
    SDVariable rows = sd.reshape(q, (long) size * length, width);
    SDVariable all = sd.reshape(sd.mmul(rows, r, false, true, false), size, (long) length * length);
    SDVariable pick =
        constant(
            length * length,
            length * length,
            (it, ij) ->
                it / length == ij / length && it % length == ij / length - ij % length ? 1 : 0);
    return sd.reshape(sd.mmul(all, pick), size, length, length);
  }

  /** relu(z U + b) D + c, [B*T,d]. */
  private SDVariable mlp(SDVariable z, int layer) {
    SDVariable u =
        sd.nn.relu(sd.mmul(z, parameters.get("U" + layer)).add(parameters.get("b" + layer)), 0);
    return sd.mmul(u, parameters.get("D" + layer)).add(parameters.get("c" + layer));
  }

  /** One row of a matrix, as [1,columns]. */
  private SDVariable rowOf(SDVariable matrix, int rows, int row) {
    return sd.mmul(constant(1, rows, (one, r) -> r == row ? 1 : 0), matrix);
  }

  /** As a summand [1,T,T] of the scores. */
  private SDVariable table(SDVariable numbers) {
    return sd.reshape(numbers, 1, length, length);
  }

  private SDVariable constant(int rows, int columns, Entries entries) {
    double[][] numbers = new double[rows][columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        numbers[r][c] = entries.at(r, c);
      }
    }
    return sd.constant(Nd4j.create(numbers));
  }
}
