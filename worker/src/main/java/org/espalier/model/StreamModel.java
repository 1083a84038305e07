package org.espalier.model;

import org.espalier.task.SequenceBatch;

/** A {@link StreamNetwork} and its readout, as a model on blocks. */
final class StreamModel implements BlockModel {
  private final StreamNetwork network;
  private final StreamReadout readout;

  StreamModel(StreamNetwork network, TokenBlock block, Lanes lanes) {
    this.network = network;
    this.readout = new StreamReadout(lanes, network.stream(), block.vocab(), block.length());
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
  public float[] law() {
    return readout.law();
  }

  @Override
  public void backward(int size) {
    network.clearStreamGradient();
    readout.backward(size, network.outputMatrix(), network.outputMatrixAt());
    network.backward();
  }

  @Override
  public void writeGradient(float[] gradient) {
    network.writeGradient(readout, gradient);
  }
}
