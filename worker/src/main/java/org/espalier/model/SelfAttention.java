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
  private final Matrix[] angles; // per position, for one head; none without rotary positions
  private final int first;
  private final Vectors[] ofQueries; // per head
  private final Vectors[] ofKeys; // per head

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
    first = after.first();
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
    angles =
        space.model().positions() == PositionEncoding.ROTARY && !space.byPosition()
            ? angles(length, headWidth)
            : new Matrix[0];
    heads = new AttentionOfHead[count];
    ofQueries = new Vectors[count];
    ofKeys = new Vectors[count];
    for (int h = 0; h < count; h++) {
      int from = h * headWidth;
      ofQueries[h] = Vectors.of(q, length, from, headWidth);
      ofKeys[h] = Vectors.of(k, length, from, headWidth);
      var operands =
          new Operands(
              ofQueries[h],
              ofKeys[h],
              Vectors.of(v, length, from, headWidth),
              Vectors.of(o, length, from, headWidth));
      heads[h] =
          space.byPosition()
              ? new LongAttentionHead(space, operands, layer, h)
              : new SelfAttentionHead(space, first, operands, term(space, layer, h, ofQueries[h]));
    }
  }

  private static PositionTerm term(GptSpace space, int layer, int head, Vectors q) {
    return switch (space.model().positions()) {
      case RELATIVE -> DistanceBias.learned(space, layer, head);
      case RELATIVE_QUERY -> new DistanceVectors(space, layer, head, q.x(), q.dx());
      case ALIBI -> {
        double slope = Gpt.alibiSlope(head, space.model().heads().get(layer - 1));
        yield DistanceBias.fixed(space.loops(), slope, space.length());
      }
      case LEARNED, NONE, ROTARY -> PositionTerm.NONE;
    };
  }

  /** [e/2, 2] cosine and sine of each pair's angle, per position. */
  private static Matrix[] angles(int length, int headWidth) {
    Matrix[] angles = new Matrix[length];
    for (int i = 0; i < length; i++) {
      float[] numbers = new float[headWidth];
      for (int p = 0; p < headWidth / 2; p++) {
        double angle = Gpt.rotaryAngle(i, p, headWidth);
        numbers[2 * p] = (float) Math.cos(angle);
        numbers[2 * p + 1] = (float) Math.sin(angle);
      }
      angles[i] = Matrix.of(numbers, headWidth / 2, 2);
    }
    return angles;
  }

  /** Forgets the gradient of its parameters. */
  void clearGradient() {
    norm.clearGradient();
    for (Linear input : inputs) {
      input.clearGradient();
    }
    for (AttentionOfHead head : heads) {
      head.clearGradient();
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
    for (int h = 0; h < heads.length; h++) {
      for (int i = 0; i < angles.length; i++) {
        loops.rotate(angles[i], 1, ofKeys[h].x()[i]);
        if (i >= first) {
          loops.rotate(angles[i], 1, ofQueries[h].x()[i - first]);
        }
      }
      heads[h].forward();
    }
    output.forwardAdd();
  }

  /** From the derivatives by the residual stream after it, adds to those before it. */
  void backward() {
    o.clearGradient();
    norm.clearOutputGradient();
    output.backward();
    for (int h = 0; h < heads.length; h++) {
      heads[h].backward();
      for (int i = 0; i < angles.length; i++) {
        loops.rotate(angles[i], -1, ofKeys[h].dx()[i]);
        if (i >= first) {
          loops.rotate(angles[i], -1, ofQueries[h].dx()[i - first]);
        }
      }
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
