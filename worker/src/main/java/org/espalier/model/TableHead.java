package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;
import static org.espalier.model.TileLoops.pair;

import java.util.Arrays;
import java.util.List;

/**
 * One head of attention over the embedding alone, at every position: its scores are sums of four
 * entries of the matrix, and their exponentials are looked up; see {@link FirstLayer}.
 */
final class TableHead implements AttentionHead {
  private final TileLoops loops;
  private final TokenTile tile;
  private final OneHotEmbedding embedding;
  private final int length;
  private final int vocab;
  private final FirstLayer tables;
  private final ResidualVectors average;
  private final float[] row; // [T, WIDTH]

  TableHead(TileLoops loops, OneHotEmbedding embedding, TokenTile tile) {
    this.loops = loops;
    this.tile = tile;
    this.embedding = embedding;
    this.length = tile.length();
    this.vocab = tile.vocab();
    this.tables = new FirstLayer(loops, new TwoLayerShape(vocab, length, 1, 1));
    this.average = embedding.average(0);
    this.row = new float[length * WIDTH];
  }

  @Override
  public List<ResidualVectors> averages() {
    return List.of(average);
  }

  @Override
  public void prepare(float[] m, int mAt) {
    tables.prepare(m, mAt);
    tables.clearGradient();
  }

  @Override
  public void forward(float[] m, int mAt) {
    tables.attend(tile, m, mAt);
    for (int i = 0; i < length; i++) {
      Arrays.fill(row, 0, (i + 1) * WIDTH, 0);
      average.clear(i);
      loops.scaleRows(
          i + 1, tables.e(), pair(i, 0) * WIDTH, tables.inverseSum(), i * WIDTH, row, 0);
      embedding.addAverage(i, row, 0, average.x(), average.at(i));
    }
  }

  @Override
  public void backward(float[] m, int mAt) {
    for (int i = 0; i < length; i++) {
      Arrays.fill(row, 0, (i + 1) * WIDTH, 0);
      embedding.addScores(i, average.dx(), average.at(i), row, 0);
      int weights = average.at(i) + vocab * WIDTH; // y_i's entries by position are P_i
      loops.softmaxGradient(i + 1, average.x(), weights, row, 0);
      System.arraycopy(row, 0, tables.e(), pair(i, 0) * WIDTH, (i + 1) * WIDTH);
    }
    tables.addScoreGradient(tile);
  }

  @Override
  public void writeGradient(float[] gradient, int gradientAt) {
    tables.writeGradient(gradient, gradientAt);
  }
}
