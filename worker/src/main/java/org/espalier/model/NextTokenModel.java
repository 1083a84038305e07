package org.espalier.model;

import org.espalier.task.SequenceBatch;

/**
 * The disentangled transformer with a prediction at every position, sequence by sequence: all of
 * its layers attend at every position, the last one as well.
 */
final class NextTokenModel implements TileModel, LoadedTokens {
  private final int vocab;
  private final int length;
  private final float[] parameters;
  private final SequenceLayers layers;
  private final SequenceStream stream;
  private final NextTokenReadout readout;

  private NextTokenModel(
      Model.Disentangled model, int vocab, int length, TileLoops loops, float[] parameters) {
    this.vocab = vocab;
    this.length = length;
    this.parameters = parameters;
    layers = new SequenceLayers(loops.sequences(), model, model.heads().size(), vocab, length);
    stream = layers.stream();
    int at = model.layout(vocab, length).entry("W").offset();
    readout = new NextTokenReadout(loops, stream, at);
  }

  /** A kernel for a model of any depth and heads. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    float[] parameters = new float[model.layout(vocab, length).size()];
    var onSequences = new NextTokenModel(model, vocab, length, loops, parameters);
    return new TileKernel(onSequences, parameters, onSequences, batchSize);
  }

  @Override
  public int sequences() {
    return 1;
  }

  @Override
  public int vocab() {
    return vocab;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void load(SequenceBatch batch, int first) {
    stream.tokens().load(batch, first);
  }

  @Override
  public void prepare() {
    layers.prepare(parameters);
    readout.prepare(parameters);
  }

  @Override
  public int firstPrediction() {
    return 0;
  }

  @Override
  public Rows distribution(int position) {
    return readout.distribution(position);
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    stream.forward();
    return readout.forward(batch, first);
  }

  @Override
  public void backward(int size) {
    stream.clearGradient();
    readout.backward(size);
    stream.backward();
  }

  @Override
  public void writeGradient(float[] gradient) {
    layers.writeGradient(gradient);
    readout.writeGradient(gradient);
  }
}
