package org.espalier.model;

import static org.espalier.model.PositionBlocks.LANES;

import java.util.Arrays;

/** {@link PositionLoops} in plain Java. */
final class ScalarPositionLoops implements PositionLoops {
  private final float[] row = new float[LANES];
  private final float[] partial = new float[4 * LANES];
  private float[] tokenSums = new float[0];
  private float[] keySums = new float[0];

  @Override
  public void attend(
      PositionScores tables, PositionTokens tokens, float[] factors, PositionAttention p) {
    PositionBlocks blocks = p.blocks();
    int symbols = tokens.symbols();
    for (int k = 0; k < tokens.ofKeys().length; k++) {
      int own = tokens.ofKeys()[k] * symbols;
      for (int s = 0; s < symbols; s++) {
        int at = k * symbols + s;
        factors[at] = tables.tokenPosition()[at] * tables.tokenToken()[own + s];
      }
    }
    for (int b = 0; b < blocks.count(); b++) {
      Arrays.fill(partial, 0);
      for (int k = 0; k < blocks.rows(b); k++) {
        for (int l = 0; l < LANES; l++) {
          int i = blocks.first(b) + k * LANES + l;
          int lane = b * LANES + l;
          float weight =
              factors[k * symbols + tokens.ofLanes()[lane]]
                  * tables.positionPosition()[i]
                  * tables.positionToken()[tokens.ofKeys()[k] * blocks.lanes() + lane];
          p.e()[i] = weight < TileLoops.NEGLIGIBLE ? 0 : weight;
          partial[k % 2 * LANES + l] += p.e()[i];
        }
      }
      for (int l = 0; l < LANES; l++) {
        p.scale()[b * LANES + l] = partial[l] + partial[LANES + l];
      }
    }
  }

  @Override
  public void lookUp(PositionTokens tokens, float[] r, int rAt, float[] y, int yAt) {
    int first = tokens.blocks().at(0);
    for (int k = 0; k < tokens.blocks().length(); k++) {
      y[yAt + first + k] = r[rAt + tokens.ofKeys()[k]] + r[rAt + tokens.vocab() + k];
    }
  }

  @Override
  public void average(PositionAttention p, float[] x, int xAt, float[] y, int yAt) {
    PositionBlocks blocks = p.blocks();
    int first = xAt + blocks.at(0);
    for (int b = 0; b < blocks.count(); b++) {
      Arrays.fill(partial, 0);
      for (int k = 0; k < blocks.rows(b); k++) {
        int at = blocks.first(b) + k * LANES;
        int to = k % 4 * LANES;
        for (int l = 0; l < LANES; l++) {
          partial[to + l] = Math.fma(p.e()[at + l], x[first + k], partial[to + l]);
        }
      }
      for (int l = 0; l < LANES; l++) {
        float sum =
            (partial[l] + partial[LANES + l]) + (partial[2 * LANES + l] + partial[3 * LANES + l]);
        y[yAt + b * LANES + l] = sum * p.scale()[b * LANES + l];
      }
    }
  }

  @Override
  public void scale(PositionAttention p, float[] x, float[] z, int zAt) {
    for (int i = 0; i < p.blocks().lanes(); i++) {
      z[zAt + i] = p.scale()[i] * x[i];
    }
  }

  @Override
  public void distribute(PositionAttention p, float[] z, int zAt, float[] y) {
    PositionBlocks blocks = p.blocks();
    for (int k = 0; k < blocks.length(); k++) {
      Arrays.fill(row, 0);
      for (int b = blocks.count() - 1; b >= blocks.blockOf(k); b--) {
        int at = blocks.first(b) + k * LANES;
        for (int l = 0; l < LANES; l++) {
          row[l] = Math.fma(p.e()[at + l], z[zAt + b * LANES + l], row[l]);
        }
      }
      y[blocks.at(k)] = TileLoops.total(row, 0);
    }
  }

  @Override
  public void softmax(PositionBlocks blocks, float[] x) {
    int first = blocks.at(0);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = first; i < blocks.lanes(); i++) {
      max = Math.max(max, x[i]);
    }
    Arrays.fill(x, 0, first, 0);
    Arrays.fill(row, 0);
    for (int i = first; i < blocks.lanes(); i++) {
      float shifted = x[i] - max;
      x[i] = shifted < TileLoops.LN_NEGLIGIBLE ? 0 : FloatExp.exp(shifted);
      row[i % LANES] += x[i];
    }
    float scale = 1 / TileLoops.total(row, 0);
    for (int i = first; i < blocks.lanes(); i++) {
      x[i] *= scale;
    }
  }

  @Override
  public void softmaxGradient(PositionBlocks blocks, float[] w, float[] dw) {
    Arrays.fill(row, 0);
    for (int i = 0; i < blocks.lanes(); i++) {
      row[i % LANES] = Math.fma(w[i], dw[i], row[i % LANES]);
    }
    float mean = TileLoops.total(row, 0);
    for (int i = 0; i < blocks.lanes(); i++) {
      dw[i] = w[i] * (dw[i] - mean);
    }
  }

  @Override
  public void backward(
      PositionAttention p,
      PositionTokens tokens,
      ScoreFactors factors,
      float[][] du,
      PositionScores sums) {
    PositionBlocks blocks = p.blocks();
    for (int g = 0; g < du.length; g++) {
      distribute(p, factors.left(), (2 * g + 1) * blocks.vectorSize(), du[g]);
    }
    scoreGradient(p, tokens, factors, sums);
    sumByQueryTokens(tokens, p, sums);
  }

  private void scoreGradient(
      PositionAttention p, PositionTokens tokens, ScoreFactors factors, PositionScores sums) {
    PositionBlocks blocks = p.blocks();
    int vocab = tokens.vocab();
    if (keySums.length != 2 * vocab * LANES) {
      keySums = new float[2 * vocab * LANES];
    }
    for (int b = 0; b < blocks.count(); b++) {
      Arrays.fill(keySums, 0);
      for (int l = 0; l < LANES; l++) {
        scoreGradient(p, tokens, b, l, factors, sums.positionPosition());
      }
      for (int s = 0; s < vocab; s++) {
        for (int l = 0; l < LANES; l++) {
          float both = keySums[s * LANES + l] + keySums[(vocab + s) * LANES + l];
          sums.positionToken()[s * blocks.lanes() + b * LANES + l] += both;
        }
      }
    }
  }

  private void scoreGradient(
      PositionAttention p,
      PositionTokens tokens,
      int b,
      int l,
      ScoreFactors factors,
      float[] sums) {
    PositionBlocks blocks = p.blocks();
    int size = blocks.vectorSize();
    int lane = b * LANES + l;
    int terms = factors.left().length / size;
    float centre = 0;
    for (int r = 0; r < terms; r++) {
      int at = r * size + lane;
      centre = Math.fma(-factors.left()[at], factors.mean()[at], centre);
    }
    for (int k = 0; k < blocks.rows(b); k++) {
      float bracket = centre;
      for (int r = 0; r < terms; r++) {
        bracket =
            Math.fma(
                factors.left()[r * size + lane], factors.right()[r * size + blocks.at(k)], bracket);
      }
      int i = blocks.first(b) + k * LANES + l;
      p.e()[i] *= bracket;
      sums[i] += p.e()[i];
      keySums[(k % 2 * tokens.vocab() + tokens.ofKeys()[k]) * LANES + l] += p.e()[i];
    }
  }

  private void sumByQueryTokens(PositionTokens tokens, PositionAttention g, PositionScores sums) {
    if (tokenSums.length != sums.tokenPosition().length) {
      tokenSums = new float[sums.tokenPosition().length];
    }
    Arrays.fill(tokenSums, 0);
    PositionBlocks blocks = g.blocks();
    for (int b = blocks.count() - 1; b >= 0; b--) {
      for (int k = 0; k < blocks.rows(b); k++) {
        sumByQueryToken(tokens, g.e(), b, k);
      }
    }
    int symbols = tokens.symbols();
    for (int i = 0; i < tokenSums.length; i++) {
      sums.tokenPosition()[i] += tokenSums[i];
    }
    for (int k = 0; k < blocks.length(); k++) {
      int to = tokens.ofKeys()[k] * symbols;
      for (int s = 0; s < symbols; s++) {
        sums.tokenToken()[to + s] += tokenSums[k * symbols + s];
      }
    }
  }

  /** Adds sum over j with s_j = s of g_jk, j in a block, to the sum of k and s. */
  private void sumByQueryToken(PositionTokens tokens, float[] g, int b, int k) {
    int symbols = tokens.symbols();
    int at = tokens.blocks().first(b) + k * LANES;
    for (int quarter = 0; quarter < LANES; quarter += 4) {
      int picks = (b * LANES + quarter) / 4 * symbols;
      for (int s = 0; s < tokens.vocab(); s++) {
        if (tokens.has()[picks + s] != 0) {
          int l = tokens.pick()[picks + s];
          float x = g[at + l];
          for (int d = 1; d <= 3; d++) {
            int other = quarter | (l + d & 3);
            x += tokens.ofLanes()[b * LANES + other] == s ? g[at + other] : 0;
          }
          tokenSums[k * symbols + s] += x;
        }
      }
    }
  }
}
