package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** A {@link ResidualNetwork} and its readout, as a model on tiles. */
final class ResidualModel implements TileModel {
  private final ResidualNetwork network;
  private final Readout readout;

  ResidualModel(ResidualNetwork network, TokenTile tile, TileLoops loops) {
    this.network = network;
    this.readout =
        new Readout(
            loops, network.residual(), network.outputMatrix(), tile.length() - 1, tile.length());
  }

  @Override
  public void prepare() {
    network.prepare();
    readout.clearGradient();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    network.forward();
    return readout.forward(batch, first);
  }

  @Override
  public int firstPrediction() {
    return readout.firstPrediction();
  }

  @Override
  public Rows distribution(int position) {
    return readout.distribution(position);
  }

  @Override
  public void backward(int size) {
    network.clearResidualGradient();
    readout.backward(size);
    network.backward();
  }

  @Override
  public void writeGradient(float[] gradient) {
    network.writeGradient(readout, gradient);
  }
}
