package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Locale;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Loss and gradient of a {@link TileModel}, in float32 on one thread, tile by tile ({@link
 * TileLoops#WIDTH} sequences), forward and backward while the tile is in the cache.
 */
final class TileKernel implements GradientEngine {
  private final TileModel model;
  private final LoadedTokens tile;
  private final int batchSize;
  private final FlatArray flatParameters = new FlatArray();
  private final FlatArray flatGradient = new FlatArray();
  private final float[] parameters;
  private final float[] gradient;

  /**
   * A kernel for batches of up to {@code batchSize} sequences.
   *
   * @param parameters what the model reads its parameters from
   * @param tile what the model reads its tokens from
   */
  TileKernel(TileModel model, float[] parameters, LoadedTokens tile, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize = " + batchSize + " must be >= 1");
    }
    this.model = model;
    this.tile = tile;
    this.batchSize = batchSize;
    this.parameters = parameters;
    this.gradient = new float[parameters.length];
  }

  @Override
  public String name() {
    return "kernel";
  }

  /** Sequences that it computes at a time: those of a tile, or one. */
  int sequences() {
    return tile.sequences();
  }

  @Override
  public double lossAndGradient(SequenceBatch batch, INDArray parameters, INDArray gradient) {
    prepare(batch, parameters);
    double loss = 0;
    for (int first = 0; first < batch.size(); first += sequences()) {
      loss += forward(batch, first);
      model.backward(batch.size());
    }
    model.writeGradient(this.gradient);
    flatGradient.write(this.gradient, gradient);
    return loss / batch.size();
  }

  @Override
  public double loss(SequenceBatch batch, INDArray parameters) {
    prepare(batch, parameters);
    double loss = 0;
    for (int first = 0; first < batch.size(); first += sequences()) {
      loss += forward(batch, first);
    }
    return loss / batch.size();
  }

  @Override
  public void probabilities(SequenceBatch batch, INDArray parameters, float[] probabilities) {
    if (probabilities.length != batch.targets().length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d probabilities for %d targets",
              probabilities.length,
              batch.targets().length));
    }
    prepare(batch, parameters);
    for (int first = 0; first < batch.size(); first += sequences()) {
      forward(batch, first);
      int count = Math.min(sequences(), batch.size() - first);
      for (int p = 0; p < batch.targetPositions(); p++) {
        Rows distribution = model.distribution(model.firstPrediction() + p);
        for (int s = 0; s < batch.vocab(); s++) {
          int from = distribution.at() + s * WIDTH;
          int to = (p * batch.vocab() + s) * batch.size() + first;
          System.arraycopy(distribution.array(), from, probabilities, to, count);
        }
      }
    }
  }

  @Override
  public void close() {
    // All work space is on the Java heap.
  }

  private double forward(SequenceBatch batch, int first) {
    tile.load(batch, first);
    return model.forward(batch, first);
  }

  private void prepare(SequenceBatch batch, INDArray from) {
    if (batch.vocab() != tile.vocab()
        || batch.length() != tile.length()
        || batch.size() > batchSize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of size %d, length %d, vocab %d for an engine of %d, %d, %d",
              batch.size(),
              batch.length(),
              batch.vocab(),
              batchSize,
              tile.length(),
              tile.vocab()));
    }
    int positions = tile.length() - model.firstPrediction();
    if (batch.targetPositions() != positions) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch with targets for %d positions for an engine that predicts %d",
              batch.targetPositions(),
              positions));
    }
    flatParameters.read(from, parameters);
    model.prepare();
  }
}
