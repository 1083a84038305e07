package org.espalier.model;

import java.util.List;
import org.espalier.task.SequenceBatch;

/**
 * {@link Gpt} on tiles. Every part has its forward and its backward pass side by side: {@link
 * LayerNorm}, {@link SelfAttention}, {@link Mlp}, {@link Readout}. Where only the last position
 * counts, the last block computes queries, averages and MLP there alone.
 */
final class GptNetwork implements TileModel {
  private final int length; // vectors
  private final int firstPrediction;
  private final TokenEmbedding embedding;
  private final ResidualVectors[] residual; // before and after each branch
  private final SelfAttention[] attentions; // per layer
  private final Mlp[] mlps; // per layer, or none
  private final LayerNorm norm;
  private final Readout readout;
  private final int readoutAt;

  /** A network whose prediction counts at the positions that {@code loss} names. */
  GptNetwork(GptSpace space, LossPositions loss) {
    length = space.length();
    firstPrediction = loss.first(space.positions());
    Gpt model = space.model();
    int depth = model.heads().size();
    int branches = model.hidden() > 0 ? 2 : 1;
    residual = new ResidualVectors[1 + depth * branches];
    attentions = new SelfAttention[depth];
    mlps = new Mlp[model.hidden() > 0 ? depth : 0];
    residual[0] = vectors(space, 0);
    embedding = new TokenEmbedding(space, residual[0]);
    for (int l = 0; l < depth; l++) {
      int first = l == depth - 1 ? loss.first(length) : 0;
      int at = l * branches;
      residual[at + 1] = vectors(space, first);
      attentions[l] = new SelfAttention(space, residual[at], residual[at + 1], l + 1);
      if (mlps.length > 0) {
        residual[at + 2] = vectors(space, first);
        mlps[l] = new Mlp(space, residual[at + 1], residual[at + 2], l + 1);
      }
    }
    ResidualVectors x = residual[residual.length - 1];
    norm = new LayerNorm(space, x, x.first(), "output-norm");
    readoutAt = space.at("W");
    List<ResidualVectors> output = List.of(norm.output());
    readout =
        space.byPosition()
            ? Readout.byPosition(space.loops(), output, space.matrix("W"), space.positions())
            : new Readout(space.loops(), output, space.matrix("W"), x.first(), length);
  }

  private static ResidualVectors vectors(GptSpace space, int first) {
    return ResidualVectors.dense(space.loops(), space.model().width(), space.length(), first);
  }

  /** A kernel for a model of any depth, heads and positions. */
  static GradientEngine kernel(
      Gpt model, int vocab, int length, int batchSize, LossPositions loss, TileLoops loops) {
    var scratch = new GptScratch(length, model.keepsAttention(length));
    return kernel(model, vocab, batchSize, loss, loops, scratch);
  }

  /** Likewise, with work space for sequences of its length. */
  static GradientEngine kernel(
      Gpt model,
      int vocab,
      int batchSize,
      LossPositions loss,
      TileLoops loops,
      GptScratch scratch) {
    var tokens = GptTokens.ofSequences(scratch.length(), vocab);
    ParameterLayout layout = model.layout(vocab, scratch.length());
    float[] parameters = new float[layout.size()];
    var space = new GptSpace(model, layout, parameters, tokens, loops, scratch);
    return new TileKernel(new GptNetwork(space, loss), parameters, tokens.tile(), batchSize);
  }

  @Override
  public int firstPrediction() {
    return firstPrediction;
  }

  @Override
  public void prepare() {
    embedding.clearGradient();
    for (SelfAttention attention : attentions) {
      attention.clearGradient();
    }
    for (Mlp mlp : mlps) {
      mlp.clearGradient();
    }
    norm.clearGradient();
    readout.clearGradient();
  }

  @Override
  public double forward(SequenceBatch batch, int first) {
    embedding.forward();
    int stage = 0;
    for (int layer = 0; layer < attentions.length; layer++) {
      copy(stage);
      attentions[layer].forward();
      stage++;
      if (mlps.length > 0) {
        copy(stage);
        mlps[layer].forward();
        stage++;
      }
    }
    norm.forward();
    return readout.forward(batch, first);
  }

  /** The residual stream goes past a branch. */
  private void copy(int stage) {
    ResidualVectors before = residual[stage];
    ResidualVectors after = residual[stage + 1];
    for (int i = after.first(); i < length; i++) {
      before.x(i).copyTo(after.x(i));
    }
  }

  private void copyGradient(int stage) {
    ResidualVectors before = residual[stage];
    ResidualVectors after = residual[stage + 1];
    if (before.first() < after.first()) {
      before.clearGradient();
    }
    for (int i = after.first(); i < length; i++) {
      after.dx(i).copyTo(before.dx(i));
    }
  }

  @Override
  public Rows distribution(int position) {
    return readout.distribution(position);
  }

  @Override
  public void backward(int size) {
    int stage = residual.length - 1;
    residual[stage].clearGradient();
    norm.clearOutputGradient();
    readout.backward(size);
    norm.backward();
    for (int layer = attentions.length - 1; layer >= 0; layer--) {
      if (mlps.length > 0) {
        stage--;
        copyGradient(stage);
        mlps[layer].backward();
      }
      stage--;
      copyGradient(stage);
      attentions[layer].backward();
    }
    embedding.backward();
  }

  @Override
  public void writeGradient(float[] gradient) {
    embedding.writeGradient(gradient);
    for (SelfAttention attention : attentions) {
      attention.writeGradient(gradient);
    }
    for (Mlp mlp : mlps) {
      mlp.writeGradient(gradient);
    }
    norm.writeGradient(gradient);
    readout.writeGradient(gradient, readoutAt);
  }
}
