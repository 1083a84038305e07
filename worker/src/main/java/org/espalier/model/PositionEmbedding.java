package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;

/** What the embedding adds for the position of a token. */
interface PositionEmbedding {

  /** Nothing is added. */
  PositionEmbedding NONE = (i, x) -> {};

  /** x <- x + what belongs to the positions of vector i. */
  void add(int i, Rows x);

  /** From the derivatives by vector i, adds to those by what was added. */
  default void backward(int i, Rows dx) {}

  /** Forgets the gradient. */
  default void clearGradient() {}

  /** Writes the gradient. */
  default void writeGradient(float[] gradient) {}

  /** wpe [T,d]. */
  static PositionEmbedding learned(GptSpace space) {
    return space.byPosition() ? new OfLanes(space) : new OfVectors(space);
  }

  /** Where each vector is a position. */
  final class OfVectors implements PositionEmbedding {
    private final ResidualLoops loops;
    private final Matrix columns; // [d,T]
    private final int at;
    private final Sums sums; // [T,d]

    private OfVectors(GptSpace space) {
      loops = space.loops().residual();
      columns = space.matrix("wpe").transposed();
      at = space.at("wpe");
      sums = Sums.allocate(space.positions(), space.model().width());
    }

    @Override
    public void add(int i, Rows x) {
      loops.addColumn(columns, i, x);
    }

    @Override
    public void backward(int i, Rows dx) {
      loops.addToRow(dx, sums, i);
    }

    @Override
    public void clearGradient() {
      sums.clear();
    }

    @Override
    public void writeGradient(float[] gradient) {
      sums.write(gradient, at);
    }
  }

  /** Where each lane of a vector is a position. */
  final class OfLanes implements PositionEmbedding {
    private final float[] parameters;
    private final int at;
    private final int positions;
    private final int width;
    private final float[] sums; // [T,d]

    private OfLanes(GptSpace space) {
      parameters = space.parameters();
      at = space.at("wpe");
      positions = space.positions();
      width = space.model().width();
      sums = new float[positions * width];
    }

    @Override
    public void add(int i, Rows x) {
      int first = i * WIDTH;
      int count = Math.min(WIDTH, positions - first);
      for (int r = 0; r < width; r++) {
        for (int l = 0; l < count; l++) {
          x.array()[x.at() + r * WIDTH + l] += parameters[at + (first + l) * width + r];
        }
      }
    }

    @Override
    public void backward(int i, Rows dx) {
      int first = i * WIDTH;
      int count = Math.min(WIDTH, positions - first);
      for (int r = 0; r < width; r++) {
        for (int l = 0; l < count; l++) {
          sums[(first + l) * width + r] += dx.array()[dx.at() + r * WIDTH + l];
        }
      }
    }

    @Override
    public void clearGradient() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void writeGradient(float[] gradient) {
      System.arraycopy(sums, 0, gradient, at, sums.length);
    }
  }
}
