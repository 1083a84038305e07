package org.espalier.model;

import static org.espalier.model.TileLoops.FOLD;
import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/**
 * The scalar implementation of {@link ResidualLoops}: what runs where the Vector API is absent, and
 * what the other implementation is compared with.
 */
final class ScalarResidualLoops implements ResidualLoops {

  @Override
  public void combine(int count, Rows w, Rows x, int grow, Rows y) {
    combine(count, w, x, y.count() - grow * (count - 1), grow, y);
  }

  /** With n entries of x_0. */
  private static void combine(int count, Rows w, Rows x, int n, int grow, Rows y) {
    float[] weights = w.array();
    float[] from = x.array();
    float[] to = y.array();
    for (int c = 0; c < count; c++) {
      int weight = w.at() + c * w.stride();
      int vector = x.at() + c * x.stride();
      for (int k = 0; k < n + grow * c; k++) {
        int row = vector + k * WIDTH;
        int sum = y.at() + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          to[sum + l] = Math.fma(weights[weight + l], from[row + l], to[sum + l]);
        }
      }
    }
  }

  @Override
  public void dots(int count, Rows x, int grow, Rows y, Rows w) {
    dots(count, x, y.count() - grow * (count - 1), grow, y, w);
  }

  /** With n entries of x_0. */
  private static void dots(int count, Rows x, int n, int grow, Rows y, Rows w) {
    float[] from = x.array();
    float[] other = y.array();
    float[] to = w.array();
    for (int c = 0; c < count; c++) {
      int vector = x.at() + c * x.stride();
      int sum = w.at() + c * WIDTH;
      for (int k = 0; k < n + grow * c; k++) {
        int row = vector + k * WIDTH;
        int factor = y.at() + k * WIDTH;
        for (int l = 0; l < WIDTH; l++) {
          to[sum + l] = Math.fma(from[row + l], other[factor + l], to[sum + l]);
        }
      }
    }
  }

  @Override
  public void combineTokens(TokenTile tile, Rows w, Rows y) {
    Arrays.fill(y.array(), y.at(), y.at() + tile.vocab() * WIDTH, 0);
    combine(w.count(), w, tile.oneHot(0), tile.vocab(), 0, y);
  }

  @Override
  public void dotsOfOneHot(TokenTile tile, Rows y, Rows w) {
    dots(w.count(), tile.oneHot(0), tile.vocab(), 0, y, w);
    int positions = y.at() + tile.vocab() * WIDTH;
    for (int i = 0; i < w.count() * WIDTH; i++) {
      w.array()[w.at() + i] += y.array()[positions + i];
    }
  }

  @Override
  public void contract(int count, Rows x, Rows y, Sums sums) {
    addProducts(count, x, y, sums);
  }

  static void addProducts(int count, Rows x, Rows y, Sums sums) {
    float[] to = sums.array();
    float[] left = x.array();
    float[] right = y.array();
    for (int r = 0; r < x.count(); r++) {
      for (int c = 0; c < y.count(); c++) {
        int at = sums.at() + (r * sums.columns() + c) * FOLD;
        for (int p = 0; p < count; p++) {
          int row = x.at() + p * x.stride() + r * WIDTH;
          int column = y.at() + p * y.stride() + c * WIDTH;
          for (int half = 0; half < WIDTH; half += FOLD) {
            for (int l = 0; l < FOLD; l++) {
              to[at + l] = Math.fma(left[row + half + l], right[column + half + l], to[at + l]);
            }
          }
        }
      }
    }
  }

  @Override
  public void addColumn(Matrix m, int c, Rows y) {
    for (int r = 0; r < y.count(); r++) {
      float entry = m.array()[m.at() + r * m.rowStride() + c * m.columnStride()];
      for (int l = 0; l < WIDTH; l++) {
        y.array()[y.at() + r * WIDTH + l] += entry;
      }
    }
  }

  @Override
  public void addToRow(Rows y, Sums sums, int r) {
    float[] to = sums.array();
    for (int c = 0; c < y.count(); c++) {
      int at = sums.at() + (r * sums.columns() + c) * FOLD;
      for (int half = 0; half < WIDTH; half += FOLD) {
        int from = y.at() + c * WIDTH + half;
        for (int l = 0; l < FOLD; l++) {
          to[at + l] += y.array()[from + l];
        }
      }
    }
  }

  @Override
  public void rectify(Rows x) {
    for (int i = x.at(); i < x.at() + x.count() * WIDTH; i++) {
      x.array()[i] = Math.max(x.array()[i], 0);
    }
  }

  @Override
  public void rectifyGradient(Rows y, Rows dy) {
    for (int i = 0; i < y.count() * WIDTH; i++) {
      dy.array()[dy.at() + i] = y.array()[y.at() + i] > 0 ? dy.array()[dy.at() + i] : 0;
    }
  }
}
