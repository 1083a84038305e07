package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** A {@link ResidualNetwork} and its readout, as a model on tiles. */
final class ResidualModel implements TileModel {
  private final ResidualNetwork network;
  private final Readout readout;

  ResidualModel(ResidualNetwork network, TokenTile tile, TileLoops loops) {
    this.network = network;
    this.readout = new Readout(loops, network.residual(), tile.vocab(), tile.length());
  }

  @Override
  public void prepare(float[] parameters) {
    network.prepare(parameters);
    readout.clearGradient();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    network.forward();
    return readout.forward(batch, first, network.outputMatrix(), network.outputMatrixAt());
  }

  @Override
  public float[] distribution() {
    return readout.distribution();
  }

  @Override
  public void backward(int size) {
    network.clearResidualGradient();
    readout.backward(size, network.outputMatrix(), network.outputMatrixAt());
    network.backward();
  }

  @Override
  public void writeGradient(float[] gradient) {
    network.writeGradient(readout, gradient);
  }
}
