package org.espalier.model;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.util.ArrayList;
import java.util.List;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A forward pass over a few sequences, one layer at a time, for the attention that it sees on the
 * way. In the number type of the parameters, dense, a handful of ND4J calls per layer and head.
 */
final class AttentionForward {

  private final Model model;
  private final Parameters parameters;
  private final int size; // b
  private final int length; // T
  private final INDArray mask; // [1,T,T]
  private INDArray h; // [b,T,d_l]
  private int layer;

  /** Starts with the embedding of sequences {@code first .. first + size - 1} of the batch. */
  AttentionForward(Model model, Parameters parameters, SequenceBatch batch, int first, int size) {
    this.model = model;
    this.parameters = parameters;
    this.size = size;
    this.length = batch.length();
    DataType type = parameters.flat().dataType();
    float[][][] causal = new float[1][length][length];
    for (int i = 0; i < length; i++) {
      for (int j = i + 1; j < length; j++) {
        causal[0][i][j] = -1e30f;
      }
    }
    mask = Nd4j.create(causal).castTo(type);
    h = embedding(batch, first).castTo(type);
    if (model instanceof Model.Transformer) {
      INDArray embeddings = Nd4j.vstack(parameters.view("wte"), parameters.view("wpe")); // [S+T,d]
      h = folded(h).mmul(embeddings).reshape(size, length, embeddings.columns());
    }
  }

  /** x_i = [onehot(s_i); onehot(i)]; without positions for the reduced model. */
  private INDArray embedding(SequenceBatch batch, int first) {
    int vocab = batch.vocab();
    int width = model instanceof Model.Reduced ? vocab : vocab + length;
    float[][][] x = new float[size][length][width];
    for (int b = 0; b < size; b++) {
      for (int i = 0; i < length; i++) {
        x[b][i][batch.token(first + b, i)] = 1;
        if (width > vocab) {
          x[b][i][vocab + i] = 1;
        }
      }
    }
    return Nd4j.create(x);
  }

  /** The attention [T,T] of the next layer's heads, summed over the sequences. */
  List<INDArray> nextLayer() {
    return nextLayerOfEach().stream()
        .map(p -> p.size(0) == 1 ? p.get(point(0), all(), all()).mul(size) : p.sum(0))
        .toList();
  }

  /**
   * The attention of the next layer's heads, [b,T,T] of each; [1,T,T] where it is the same for all
   * sequences.
   */
  List<INDArray> nextLayerOfEach() {
    List<INDArray> ofHeads = new ArrayList<>();
    if (model instanceof Model.Reduced reduced) {
      if (layer == 0) {
        for (int head = 0; head < reduced.positional(); head++) {
          ofHeads.add(positional(reduced, head).reshape(1, length, length));
        }
      } else {
        ofHeads.add(reducedSecond(reduced));
      }
      layer++;
      return ofHeads;
    }
    List<INDArray> outputs = new ArrayList<>(); // [head][b,T,d]
    for (int head = 0; head < model.heads().get(layer); head++) {
      INDArray a = parameters.view(Model.attentionName(layer, head));
      INDArray queries = folded(h).mmul(a).reshape(size, length, a.columns()); // [b,T,d]
      INDArray p = softmax(Nd4j.matmul(queries, h, false, true, false)); // [b,T,T]
      ofHeads.add(p);
      outputs.add(Nd4j.matmul(p, h));
    }
    layer++;
    if (model instanceof Model.Transformer transformer) {
      h = h.add(branch(transformer, Nd4j.concat(2, outputs.toArray(INDArray[]::new))));
    } else {
      outputs.add(0, h);
      h = Nd4j.concat(2, outputs.toArray(INDArray[]::new));
    }
    return ofHeads;
  }

  /** The MLP of V times the concatenated heads, [b,T,d]. */
  private INDArray branch(Model.Transformer shape, INDArray heads) {
    double d = shape.width();
    double m = shape.hidden();
    INDArray z = folded(heads).mmul(parameters.view("V" + layer)); // [bT,d]
    INDArray u = z.mmul(parameters.view("U" + layer)).muli(Math.sqrt(m / d)); // [bT,m]
    u = Transforms.relu(u.addiRowVector(parameters.view("b" + layer).mul(Math.sqrt(m))), false);
    INDArray delta = u.mmul(parameters.view("O" + layer)).muli(Math.sqrt(d / m)); // [bT,d]
    delta.addiRowVector(parameters.view("c" + layer).mul(Math.sqrt(d)));
    return delta.reshape(size, length, shape.width());
  }

  /** P of a head of the first layer, [T,T]. */
  private INDArray positional(Model.Reduced reduced, int head) {
    INDArray a1 = parameters.view(reduced.positionalName(head));
    return softmax(a1.reshape(1, length, length)).reshape(length, length);
  }

  /** The weights of the second layer, whose only query is the last position, [b,T,T]. */
  private INDArray reducedSecond(Model.Reduced reduced) {
    int vocab = (int) h.size(2);
    int k = reduced.positional();
    INDArray weights = Nd4j.zeros(h.dataType(), size, length, length);
    List<INDArray> attention = new ArrayList<>();
    for (int head = 0; head < k; head++) {
      attention.add(positional(reduced, head));
    }
    for (int b = 0; b < size; b++) {
      INDArray e = h.slice(b); // [T,S]
      List<INDArray> parts = new ArrayList<>(List.of(e));
      attention.forEach(p -> parts.add(p.mmul(e)));
      INDArray x = Nd4j.concat(1, parts.toArray(INDArray[]::new)); // [T,(1+k)S]
      INDArray query = x.getRow(length - 1, true).get(all(), interval(0, k * vocab)); // [1,kS]
      INDArray keys = x.get(all(), interval(vocab, (1 + k) * vocab)); // [T,kS]
      INDArray scores = query.mmul(parameters.view("A2")).mmul(keys.transpose()); // [1,T]
      weights.slice(b).putRow(length - 1, Transforms.softmax(scores, true));
    }
    return weights;
  }

  private INDArray softmax(INDArray scores) {
    return Nd4j.nn().softmax(scores.add(mask), 2);
  }

  /** [b,T,n] as [b*T,n]. */
  private INDArray folded(INDArray x) {
    return x.reshape('c', (long) size * length, x.size(2));
  }
}
