package org.espalier.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model written out in SameDiff exactly as its Javadoc defines it, with nothing left out and
 * nothing rearranged, for one batch size and one number type.
 */
final class SameDiffGraph {

  static final String TOKENS = "tokens"; // [B*T,S] one-hot, sequence by sequence
  static final String TARGETS = "targets"; // [B,S]
  static final String PROBABILITIES = "probabilities"; // [B,S]
  static final String LOSS = "loss"; // []

  /** Added to the scores that a causal mask excludes: exp of it is 0 in float and in double. */
  private static final double EXCLUDED = -1e30;

  private final SameDiff sd = SameDiff.create();
  private final DataType type;
  private final int size;
  private final int length;
  private final int vocab;
  private final Map<String, SDVariable> parameters = new HashMap<>();
  private final SDVariable tokens; // [B*T,S]
  private final SDVariable targets; // [B,S]
  private final SDVariable mask; // [1,T,T]
  private final SDVariable lastPosition; // [B,1,T] one-hot

  private SameDiffGraph(Model model, int size, int length, int vocab, DataType type) {
    this.type = type;
    this.size = size;
    this.length = length;
    this.vocab = vocab;
    for (var e : model.layout(vocab, length).entries()) {
      parameters.put(e.name(), sd.var(e.name(), type, e.rows(), e.columns()));
    }
    tokens = sd.placeHolder(TOKENS, type, (long) size * length, vocab);
    targets = sd.placeHolder(TARGETS, type, size, vocab);
    mask = sd.constant("mask", causalMask());
    lastPosition = sd.constant("last", lastPosition());
  }

  /** The graph of a model; its parameters are SameDiff's variables, named as in the layout. */
  static SameDiff of(Model model, int size, int length, int vocab, DataType type) {
    var graph = new SameDiffGraph(model, size, length, vocab, type);
    if (model instanceof Model.Disentangled disentangled) {
      graph.disentangled(disentangled);
    } else if (model instanceof Model.Reduced reduced) {
      graph.reduced(reduced);
    } else if (model instanceof Model.Transformer transformer) {
      graph.transformer(transformer);
    } else if (model instanceof Factored factored) {
      graph.factored(factored);
    } else {
      throw new IllegalArgumentException("no graph for " + model);
    }
    graph.sd.setLossVariables(LOSS);
    return graph.sd;
  }

  private void disentangled(Model.Disentangled model) {
    SDVariable h = embedded(); // [B,T,S+T]
    for (int l = 0; l < model.heads().size(); l++) {
      List<SDVariable> parts = new ArrayList<>(List.of(h));
      for (int head = 0; head < model.heads().get(l); head++) {
        parts.add(attended(h, model.width(l, vocab, length), l, head));
      }
      h = sd.concat(2, parts.toArray(SDVariable[]::new)); // [B,T,d_{l+1}]
    }
    readout(last(h, model.width(model.heads().size(), vocab, length)));
  }

  private void factored(Factored model) {
    var widths = new Model.Disentangled(model.heads());
    SDVariable h = embedded(); // [B,T,S+T]
    for (int l = 0; l < model.heads().size(); l++) {
      int width = widths.width(l, vocab, length);
      SDVariable rows = sd.reshape(h, (long) size * length, width);
      List<SDVariable> parts = new ArrayList<>(List.of(h));
      for (int head = 0; head < model.heads().get(l); head++) {
        SDVariable queries = sd.mmul(rows, parameters.get(Factored.factorName("Q", l, head)));
        SDVariable keys = sd.mmul(rows, parameters.get(Factored.factorName("K", l, head)));
        SDVariable scores =
            sd.mmul(
                sd.reshape(queries, size, length, model.rank()),
                sd.reshape(keys, size, length, model.rank()),
                false,
                true,
                false); // [B,T,T]
        parts.add(sd.mmul(softmax(scores, l, head), h)); // [B,T,d_l]
      }
      h = sd.concat(2, parts.toArray(SDVariable[]::new)); // [B,T,d_{l+1}]
    }
    readout(last(h, widths.width(model.heads().size(), vocab, length)));
  }

  /** One-hot tokens beside one-hot positions, [B,T,S+T]. */
  private SDVariable embedded() {
    SDVariable positions = sd.constant("positions", positions()); // [B,T,T]
    return sd.concat(2, sd.reshape(tokens, size, length, vocab), positions);
  }

  private void reduced(Model.Reduced model) {
    int k = model.positional();
    SDVariable e = sd.reshape(tokens, size, length, vocab); // [B,T,S]
    // P is the same for every sequence: P E = (E^T P^T)^T with the batch folded into the rows
    SDVariable folded = sd.reshape(sd.permute(e, 0, 2, 1), (long) size * vocab, length); // [B*S,T]
    SDVariable[] keys = new SDVariable[k]; // [B,S,T]
    SDVariable[] query = new SDVariable[k]; // [B,1,S]
    query[0] = sd.reshape(last(e, vocab), size, 1, vocab);
    for (int h = 0; h < k; h++) {
      SDVariable a1 = sd.reshape(parameters.get(model.positionalName(h)), 1, length, length);
      SDVariable p = sd.nn.softmax(a1.add(mask), 2); // [1,T,T]
      SDVariable y = sd.mmul(folded, sd.reshape(p, length, length), false, true, false);
      keys[h] = sd.reshape(y, size, vocab, length);
      if (h + 1 < k) {
        query[h + 1] = sd.mmul(lastPosition, keys[h], false, true, false);
      }
    }
    SDVariable all = k == 1 ? query[0] : sd.concat(2, query); // [B,1,kS]
    SDVariable rows = sd.reshape(all, size, (long) k * vocab);
    SDVariable asked =
        sd.reshape(sd.mmul(rows, parameters.get("A2")), size, 1, (long) k * vocab); // [B,1,kS]
    SDVariable w =
        sd.nn.softmax(sd.mmul(asked, k == 1 ? keys[0] : sd.concat(1, keys)), 2); // [B,1,T]
    SDVariable p = sd.mmul(w, e).add(model.epsilon()).div(model.mass(vocab)); // [B,1,S]
    loss(sd.math.log(sd.reshape(PROBABILITIES, p, size, vocab)));
  }

  private void transformer(Model.Transformer model) {
    int d = model.width();
    int m = model.hidden();
    SDVariable wte = sd.reshape(sd.mmul(tokens, parameters.get("wte")), size, length, d);
    SDVariable h = wte.add(sd.reshape(parameters.get("wpe"), 1, length, d)); // [B,T,d]
    for (int l = 0; l < model.heads().size(); l++) {
      List<SDVariable> heads = new ArrayList<>();
      for (int head = 0; head < model.heads().get(l); head++) {
        heads.add(attended(h, d, l, head)); // [B,T,d]
      }
      SDVariable all =
          heads.size() == 1 ? heads.get(0) : sd.concat(2, heads.toArray(SDVariable[]::new));
      int layer = l + 1;
      SDVariable z =
          sd.mmul(
              sd.reshape(all, (long) size * length, (long) heads.size() * d),
              parameters.get("V" + layer)); // [B*T,d]
      SDVariable u = sd.nn.relu(linear(z, "U" + layer, "b" + layer, d, m), 0); // [B*T,m]
      SDVariable delta = linear(u, "O" + layer, "c" + layer, m, d); // [B*T,d]
      h = h.add(sd.reshape(delta, size, length, d));
    }
    readout(last(h, d));
  }

  /** x W sqrt(out/in) + b sqrt(out). */
  private SDVariable linear(SDVariable x, String weight, String bias, int in, int out) {
    return sd.mmul(x, parameters.get(weight))
        .mul(Math.sqrt((double) out / in))
        .add(parameters.get(bias).mul(Math.sqrt(out)));
  }

  /** P h with P = causal softmax(h A h^T). */
  private SDVariable attended(SDVariable h, int width, int layer, int head) {
    String name = Model.attentionName(layer, head);
    SDVariable rows = sd.reshape(h, (long) size * length, width);
    SDVariable queries = sd.reshape(sd.mmul(rows, parameters.get(name)), size, length, width);
    SDVariable scores = sd.mmul(queries, h, false, true, false); // [B,T,T]
    return sd.mmul(softmax(scores, layer, head), h); // [B,T,d]
  }

  /** The causal softmax of scores [B,T,T], by a name from which it can be read. */
  private SDVariable softmax(SDVariable scores, int layer, int head) {
    return sd.nn.softmax(attention(layer, head), scores.add(mask), 2);
  }

  /** The name of the variable [B,T,T] with the attention of a layer and head, from 0. */
  static String attention(int layer, int head) {
    return "P" + (layer + 1) + "." + (head + 1);
  }

  /**
   * The row of position T-1, [B,width]. As a product, for the gradient of a slice fails in SameDiff
   * 1.0.0-M2.1 where T exceeds the width.
   */
  private SDVariable last(SDVariable h, int width) {
    return sd.reshape(sd.mmul(lastPosition, h), size, width);
  }

  private void readout(SDVariable h) {
    SDVariable logits = sd.mmul(h, parameters.get("W")); // [B,S]
    SDVariable shifted = logits.sub(sd.max(logits, true, 1));
    SDVariable logNormalizer = sd.math.log(sd.sum(sd.math.exp(shifted), true, 1)); // [B,1]
    SDVariable logs = shifted.sub(logNormalizer); // [B,S]
    sd.math.exp(PROBABILITIES, logs);
    loss(logs);
  }

  private void loss(SDVariable logs) {
    sd.sum(targets.mul(logs)).mul(LOSS, -1.0 / size);
  }

  private INDArray causalMask() {
    double[][][] mask = new double[1][length][length];
    for (int i = 0; i < length; i++) {
      for (int j = i + 1; j < length; j++) {
        mask[0][i][j] = EXCLUDED;
      }
    }
    return Nd4j.create(mask).castTo(type);
  }

  private INDArray lastPosition() {
    INDArray last = Nd4j.zeros(type, size, 1, length);
    for (int b = 0; b < size; b++) {
      last.putScalar(b, 0, length - 1, 1);
    }
    return last;
  }

  private INDArray positions() {
    return Nd4j.eye(length)
        .castTo(type)
        .reshape(1, length, length)
        .broadcast(Nd4j.create(type, size, length, length));
  }
}
