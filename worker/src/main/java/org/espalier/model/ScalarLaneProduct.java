package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/** The scalar implementation of {@link TransformerLoops#product}. */
record ScalarLaneProduct(LaneMatrix a, LaneMatrix b, LaneMatrix out) implements LaneProduct {

  @Override
  public void compute() {
    for (int r = 0; r < out.rows(); r++) {
      for (int c = 0; c < out.columns(); c++) {
        int to = out.at() + r * out.rowStride() + c * out.columnStride();
        Arrays.fill(out.array(), to, to + WIDTH, 0);
        for (int k = 0; k < a.columns(); k++) {
          int left = a.at() + r * a.rowStride() + k * a.columnStride();
          int right = b.at() + k * b.rowStride() + c * b.columnStride();
          for (int l = 0; l < WIDTH; l++) {
            out.array()[to + l] =
                Math.fma(a.array()[left + l], b.array()[right + l], out.array()[to + l]);
          }
        }
      }
    }
  }
}
