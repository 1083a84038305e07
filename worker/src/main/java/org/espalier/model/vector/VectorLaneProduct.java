package org.espalier.model.vector;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.LaneMatrix;
import org.espalier.model.LaneProduct;
import org.espalier.model.Rows;
import org.espalier.model.vector.Triangles.FourRows;
import org.espalier.model.vector.Triangles.OuterSums;

/**
 * A product of matrices of each lane, four rows by four columns at a time. A block at the edge is
 * computed as if it were whole, beside the result, and what there is of it is copied.
 */
final class VectorLaneProduct implements LaneProduct {
  private static final int BLOCK = 4;

  private final LaneMatrix out;
  private final Block[] blocks;
  private final float[] edge = new float[BLOCK * BLOCK * WIDTH];

  /** Rows and columns of the result from one on; whole if there are four of each. */
  private record Block(int row, int column, int rows, int columns, OuterSums sums) {

    boolean isWhole() {
      return rows == BLOCK && columns == BLOCK;
    }
  }

  VectorLaneProduct(LaneMatrix a, LaneMatrix b, LaneMatrix out) {
    if (out.columnStride() != WIDTH) {
      throw new IllegalArgumentException("the columns of a result must lie side by side");
    }
    this.out = out;
    List<Block> all = new ArrayList<>();
    for (int r = 0; r < out.rows(); r += BLOCK) {
      for (int c = 0; c < out.columns(); c += BLOCK) {
        int rows = Math.min(BLOCK, out.rows() - r);
        int columns = Math.min(BLOCK, out.columns() - c);
        boolean isWhole = rows == BLOCK && columns == BLOCK;
        Rows to =
            isWhole
                ? new Rows(out.array(), at(r, c), BLOCK, out.rowStride())
                : new Rows(edge, 0, BLOCK, BLOCK * WIDTH);
        var left = fourRows(a, r, rows);
        var right = fourRows(b.transposed(), c, columns);
        all.add(new Block(r, c, rows, columns, new OuterSums(0, a.columns(), right, left, to)));
      }
    }
    blocks = all.toArray(Block[]::new);
  }

  private int at(int row, int column) {
    return out.at() + row * out.rowStride() + column * WIDTH;
  }

  private static FourRows fourRows(LaneMatrix m, int row, int count) {
    int at = m.at() + row * m.rowStride();
    return new FourRows(m.array(), at, count, m.rowStride(), m.columnStride(), 0);
  }

  @Override
  public void compute() {
    for (Block block : blocks) {
      block.sums.compute();
      if (!block.isWhole()) {
        copyEdge(block);
      }
    }
  }

  private void copyEdge(Block block) {
    for (int r = 0; r < block.rows; r++) {
      int from = r * BLOCK * WIDTH;
      int to = at(block.row + r, block.column);
      System.arraycopy(edge, from, out.array(), to, block.columns * WIDTH);
    }
  }
}
