package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import org.espalier.task.SequenceBatch;

/**
 * {@link GptNetwork} for long sequences that predict at every position: on one sequence at a time,
 * whose positions are the lanes. Norms, products with parameters and the MLP are the same loops as
 * on tiles of sequences; attention is products of matrices ({@link LongAttentionHead}).
 *
 * <p>What a tile of sequences takes is {@value TileLoops#WIDTH} times as much: at T = 256 and d =
 * 32 its keys are 1 MB and an attention matrix 8 MB, more than a second-level cache may hold.
 */
final class LongGptModel implements TileModel, LoadedTokens {

  /** The longest sequences that stay with tiles of sequences whatever the width. */
  private static final int SHORT = 64;

  /** T d, from which on this kernel was faster. */
  private static final int LARGE = 4096;

  private final GptTokens tokens;
  private final GptNetwork network;
  private final Rows distribution; // [S, WIDTH] of one position, in lane 0

  private LongGptModel(Gpt model, int vocab, int length, float[] parameters, TileLoops loops) {
    tokens = GptTokens.ofPositions(length, vocab);
    ParameterLayout layout = model.layout(vocab, length);
    var scratch = new GptScratch(tokens.tile().length(), true);
    var space = new GptSpace(model, layout, parameters, tokens, loops, scratch);
    network = new GptNetwork(space, LossPositions.ALL);
    distribution = Rows.allocate(vocab);
  }

  /** Whether it takes less time than the kernel whose lanes are sequences. */
  static boolean isFaster(Gpt model, int length) {
    return length > SHORT && (double) length * model.width() >= LARGE;
  }

  /** A kernel for a model of any depth, heads and positions. */
  static GradientEngine kernel(Gpt model, int vocab, int length, int batchSize, TileLoops loops) {
    float[] parameters = new float[model.layout(vocab, length).size()];
    var onSequences = new LongGptModel(model, vocab, length, parameters, loops);
    return new TileKernel(onSequences, parameters, onSequences, batchSize);
  }

  @Override
  public int sequences() {
    return 1;
  }

  @Override
  public int vocab() {
    return tokens.tile().vocab();
  }

  @Override
  public int length() {
    return tokens.positions();
  }

  @Override
  public void load(SequenceBatch batch, int first) {
    tokens.tile().loadPositions(batch, first);
  }

  @Override
  public void prepare() {
    network.prepare();
  }

  @Override
  public int firstPrediction() {
    return network.firstPrediction();
  }

  @Override
  public Rows distribution(int position) {
    Rows ofLanes = network.distribution(position / WIDTH);
    for (int s = 0; s < vocab(); s++) {
      distribution.array()[s * WIDTH] =
          ofLanes.array()[ofLanes.at() + s * WIDTH + position % WIDTH];
    }
    return distribution;
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    return network.forward(batch, first);
  }

  @Override
  public void backward(int size) {
    network.backward(size);
  }

  @Override
  public void writeGradient(float[] gradient) {
    network.writeGradient(gradient);
  }
}
