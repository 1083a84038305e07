package org.espalier.model;

import java.util.List;

/**
 * One head of attention over the embedding alone, at every position: its scores are sums of four
 * entries of the matrix, and their exponentials are looked up; see {@link FirstLayer}.
 */
final class TableHead implements AttentionHead {
  private final TileLoops loops;
  private final OneHotEmbedding embedding;
  private final int length;
  private final FirstLayer tables;
  private final ResidualVectors average;
  private final Rows[] rows; // per position, one work space
  private final Rows[] attention; // per position: y_i's entries by position are P_i

  /**
   * A head whose matrix is in an array.
   *
   * @param matrixAt where the matrix starts
   */
  TableHead(
      TileLoops loops, OneHotEmbedding embedding, TokenTile tile, float[] numbers, int matrixAt) {
    this.loops = loops;
    this.embedding = embedding;
    this.length = tile.length();
    this.tables = new FirstLayer(loops, tile, numbers, matrixAt);
    this.average = embedding.average(0);
    this.rows = new Rows[length];
    float[] work = new float[length * TileLoops.WIDTH];
    this.attention = new Rows[length];
    for (int i = 0; i < length; i++) {
      rows[i] = Rows.of(work, i + 1);
      Rows entries = average.x(i).rows(tile.vocab(), i + 1);
      attention[i] = new Rows(entries.array(), entries.at(), i + 1, TileLoops.WIDTH);
    }
  }

  @Override
  public List<ResidualVectors> averages() {
    return List.of(average);
  }

  @Override
  public void prepare() {
    tables.prepare();
  }

  @Override
  public void forward() {
    tables.attend();
    CausalAttention p = tables.attention();
    for (int i = 0; i < length; i++) {
      loops.scaleRows(p.row(i), p.scale(i), attention[i]);
      embedding.writeTokens(attention[i], average.x(i));
    }
  }

  @Override
  public void backward() {
    for (int i = 0; i < length; i++) {
      Rows row = rows[i];
      row.clear();
      embedding.addScores(i, average.dx(i), row);
      loops.softmaxGradient(attention[i], row);
      row.copyTo(tables.attention().row(i));
    }
    tables.addScoreGradient();
  }

  @Override
  public void writeGradient(float[] gradient, int gradientAt) {
    tables.writeGradient(gradient, gradientAt);
  }
}
