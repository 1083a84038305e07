package org.espalier.model.vector;

import static org.espalier.model.PositionBlocks.LANES;
import static org.espalier.model.vector.Vectors.FLOATS;
import static org.espalier.model.vector.Vectors.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.espalier.model.PositionAttention;
import org.espalier.model.PositionBlocks;
import org.espalier.model.PositionLoops;
import org.espalier.model.PositionScores;
import org.espalier.model.PositionTokens;
import org.espalier.model.ScoreFactors;
import org.espalier.model.TileLoops;

/** {@link PositionLoops} on the Vector API. */
public final class VectorPositionLoops implements PositionLoops {
  private final PositionGradients gradients = new PositionGradients();
  private final float[] row = new float[LANES];
  private float[] partial = new float[0]; // [upToFour(T), LANES]

  @Override
  public void attend(
      PositionScores tables, PositionTokens tokens, float[] factors, PositionAttention p) {
    PositionLookup.factors(tables, tokens, factors);
    for (int b = 0; b < p.blocks().count(); b++) {
      for (int v = 0; v < LANES; v += LENGTH) {
        PositionLookup.attend(tables, tokens, factors, p, b, v);
      }
    }
  }

  @Override
  public void lookUp(PositionTokens tokens, float[] r, int rAt, float[] y, int yAt) {
    int first = yAt + tokens.blocks().at(0);
    System.arraycopy(r, rAt + tokens.vocab(), y, first, tokens.blocks().length());
    for (int s = 0; s < tokens.vocab(); s += LENGTH) {
      PositionLookup.add(tokens, s, r, rAt, y, yAt);
    }
  }

  @Override
  public void average(PositionAttention p, float[] x, int xAt, float[] y, int yAt) {
    PositionBlocks blocks = p.blocks();
    float[] e = p.e();
    int first = xAt + blocks.at(0);
    for (int b = 0; b < blocks.count(); b++) {
      for (int v = 0; v < LANES; v += LENGTH) {
        FloatVector y0 = FloatVector.zero(FLOATS);
        FloatVector y1 = FloatVector.zero(FLOATS);
        FloatVector y2 = FloatVector.zero(FLOATS);
        FloatVector y3 = FloatVector.zero(FLOATS);
        int at = blocks.first(b) + v;
        int rows = blocks.rows(b);
        for (int k = first; k < first + rows; k += 4) {
          y0 = FloatVector.fromArray(FLOATS, e, at).fma(FloatVector.broadcast(FLOATS, x[k]), y0);
          y1 =
              FloatVector.fromArray(FLOATS, e, at + LANES)
                  .fma(FloatVector.broadcast(FLOATS, x[k + 1]), y1);
          y2 =
              FloatVector.fromArray(FLOATS, e, at + 2 * LANES)
                  .fma(FloatVector.broadcast(FLOATS, x[k + 2]), y2);
          y3 =
              FloatVector.fromArray(FLOATS, e, at + 3 * LANES)
                  .fma(FloatVector.broadcast(FLOATS, x[k + 3]), y3);
          at += 4 * LANES;
        }
        int lane = b * LANES + v;
        y0.add(y1)
            .add(y2.add(y3))
            .mul(FloatVector.fromArray(FLOATS, p.scale(), lane))
            .intoArray(y, yAt + lane);
      }
    }
  }

  @Override
  public void scale(PositionAttention p, float[] x, float[] z, int zAt) {
    for (int i = 0; i < p.blocks().lanes(); i += LENGTH) {
      FloatVector.fromArray(FLOATS, p.scale(), i)
          .mul(FloatVector.fromArray(FLOATS, x, i))
          .intoArray(z, zAt + i);
    }
  }

  @Override
  public void distribute(PositionAttention p, float[] z, int zAt, float[] y) {
    PositionBlocks blocks = p.blocks();
    partial = PositionGradients.space(partial, TileLoops.upToFour(blocks.length()) * LANES);
    for (int b = blocks.count() - 1; b >= 0; b--) {
      for (int v = 0; v < LANES; v += LENGTH) {
        PositionGradients.addColumns(p, b, v, z, zAt, partial);
      }
    }
    PositionGradients.totals(blocks, partial, y);
  }

  @Override
  public void softmax(PositionBlocks blocks, float[] x) {
    int lanes = blocks.lanes();
    Arrays.fill(x, 0, blocks.at(0), Float.NEGATIVE_INFINITY);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = blocks.at(0); i < lanes; i++) {
      max = Math.max(max, x[i]);
    }
    for (int i = 0; i < lanes; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x, i).sub(max).intoArray(x, i);
    }
    Arrays.fill(x, 0, blocks.at(0), 2 * TileLoops.LN_NEGLIGIBLE);
    Vectors.attentionExp(lanes, x, 0);
    for (int v = 0; v < LANES; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = v; i < lanes; i += LANES) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, i));
      }
      sum.intoArray(row, v);
    }
    float scale = 1 / TileLoops.total(row, 0);
    for (int i = 0; i < lanes; i += LENGTH) {
      FloatVector.fromArray(FLOATS, x, i).mul(scale).intoArray(x, i);
    }
  }

  @Override
  public void softmaxGradient(PositionBlocks blocks, float[] w, float[] dw) {
    int lanes = blocks.lanes();
    for (int v = 0; v < LANES; v += LENGTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = v; i < lanes; i += LANES) {
        sum = FloatVector.fromArray(FLOATS, w, i).fma(FloatVector.fromArray(FLOATS, dw, i), sum);
      }
      sum.intoArray(row, v);
    }
    float mean = TileLoops.total(row, 0);
    for (int i = 0; i < lanes; i += LENGTH) {
      FloatVector.fromArray(FLOATS, w, i)
          .mul(FloatVector.fromArray(FLOATS, dw, i).sub(mean))
          .intoArray(dw, i);
    }
  }

  @Override
  public void backward(
      PositionAttention p,
      PositionTokens tokens,
      ScoreFactors factors,
      float[][] du,
      PositionScores sums) {
    gradients.backward(p, tokens, factors, du, sums);
  }
}
