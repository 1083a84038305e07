package org.espalier.model;

import org.espalier.model.GptScratch.Use;
import org.espalier.model.SelfAttentionHead.Operands;
import org.espalier.model.SelfAttentionHead.Vectors;

/**
 * The attention branch of a block: x_i <- x_i + sum_h (P_h v_h)_i O_h, z = norm(x), q = z Q /
 * sqrt(e), k = z K, v = z V. The vectors of all heads lie side by side.
 */
final class SelfAttention {
  private final TransformerLoops loops;
  private final LayerNorm norm;
  private final ResidualVectors q;
  private final ResidualVectors k;
  private final ResidualVectors v;
  private final ResidualVectors o;
  private final Linear[] inputs;
  private final Linear output;
  private final AttentionOfHead[] heads;
  private final float scale; // 1 / sqrt(e)
  private final Rows allQueries;
  private final Rows allQueryGradients;

  /**
   * A branch of a layer.
   *
   * @param before the residual stream that it reads, at all positions
   * @param after what it is added to, from the first position that anybody reads
   * @param layer from 1
   */
  SelfAttention(GptSpace space, ResidualVectors before, ResidualVectors after, int layer) {
    loops = space.loops().transformer();
    int length = space.length();
    int width = space.model().width();
    int count = space.model().heads().get(layer - 1);
    int headWidth = width / count;
    int first = after.first();
    scale = (float) (1 / Math.sqrt(headWidth));
    norm = new LayerNorm(space, before, 0, "attention-norm" + layer);
    q = space.vectors(Use.QUERIES, width, first);
    k = space.vectors(Use.KEYS, width, 0);
    v = space.vectors(Use.VALUES, width, 0);
    o = space.vectors(Use.AVERAGES, width, first);
    inputs =
        new Linear[] {
          Linear.of(space, norm.output(), q, "Q" + layer),
          Linear.of(space, norm.output(), k, "K" + layer),
          Linear.of(space, norm.output(), v, "V" + layer)
        };
    output = Linear.of(space, o, after, "O" + layer);
    allQueries = q.all();
    allQueryGradients = q.allGradients();
    heads = new AttentionOfHead[count];
    for (int h = 0; h < count; h++) {
      int from = h * headWidth;
      var operands =
          new Operands(
              Vectors.of(q, length, from, headWidth),
              Vectors.of(k, length, from, headWidth),
              Vectors.of(v, length, from, headWidth),
              Vectors.of(o, length, from, headWidth));
      heads[h] =
          space.byPosition()
              ? new LongAttentionHead(space, operands, layer, h)
              : new SelfAttentionHead(space, first, operands, layer, h);
    }
  }

  /** Forgets the gradient of its parameters. */
  void clearGradient() {
    norm.clearGradient();
    for (Linear input : inputs) {
      input.clearGradient();
    }
    for (AttentionOfHead head : heads) {
      head.prepare();
    }
    output.clearGradient();
  }

  /** Adds the branch to the residual stream. */
  void forward() {
    norm.forward();
    for (Linear input : inputs) {
      input.forward();
    }
    loops.scale(scale, allQueries);
    for (AttentionOfHead head : heads) {
      head.forward();
    }
    output.forwardAdd();
  }

  /** From the derivatives by the residual stream after it, adds to those before it. */
  void backward() {
    o.clearGradient();
    norm.clearOutputGradient();
    output.backward();
    for (AttentionOfHead head : heads) {
      head.backward();
    }
    loops.scale(scale, allQueryGradients);
    for (Linear input : inputs) {
      input.backward();
    }
    norm.backward();
  }

  /** Writes the gradient of its parameters. */
  void writeGradient(float[] gradient) {
    norm.writeGradient(gradient);
    for (Linear input : inputs) {
      input.writeGradient(gradient);
    }
    for (AttentionOfHead head : heads) {
      head.writeGradient(gradient);
    }
    output.writeGradient(gradient);
  }
}
