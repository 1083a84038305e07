package org.espalier.model;

/** Makes the {@link GradientEngine} for a model. */
public final class GradientEngines {

  private GradientEngines() {}

  /**
   * An engine for one thread.
   *
   * @param vocab S
   * @param length T
   * @param batchSize the largest batch that it will be given
   * @param choice {@code AUTO} takes the kernel, and SameDiff for a model without one
   * @throws IllegalArgumentException if there is no such engine for the model
   */
  public static GradientEngine create(
      Model model, int vocab, int length, int batchSize, EngineChoice choice) {
    return create(model, vocab, length, batchSize, choice, LossPositions.LAST);
  }

  /**
   * Whether sequences are long enough for a kernel that works on one at a time in place of a tile.
   * Of {@link Gpt} there is one for a loss at all positions alone. A disentangled model that
   * predicts at all positions never goes by tiles, but this is said of its long sequences alone.
   */
  public static boolean isOfLongSequences(
      Model model, int vocab, int length, EngineChoice choice, LossPositions loss) {
    if (choice.of(model) != EngineChoice.KERNEL) {
      return false;
    }
    return model instanceof Model.Disentangled disentangled
        ? isOfLongSequences(disentangled, vocab, length)
        : model instanceof Gpt gpt && isOfLongSequences(gpt, length, loss);
  }

  private static boolean isOfLongSequences(Gpt model, int length, LossPositions loss) {
    return loss == LossPositions.ALL && LongGptModel.isFaster(model, length);
  }

  private static boolean isOfLongSequences(Model.Disentangled model, int vocab, int length) {
    return switch (model.heads().size()) {
      case 1 -> false;
      case 2 -> LongTwoLayerModel.isFaster(vocab, length);
      default -> LongDeepModel.isFaster(model, vocab, length);
    };
  }

  /**
   * Sequences that an engine computes for a batch: those of whole {@linkplain TileLoops tiles}, if
   * it goes by tiles, and else those of the batch.
   *
   * @param loss the positions that it predicts at
   */
  public static int computedSequences(
      Model model, int vocab, int length, int batchSize, EngineChoice choice, LossPositions loss) {
    boolean isByTiles =
        choice.of(model) == EngineChoice.KERNEL
            && !isOfLongSequences(model, vocab, length, choice, loss)
            && !(model instanceof Model.Disentangled && loss == LossPositions.ALL);
    return isByTiles ? TileLoops.tiles(batchSize) * TileLoops.WIDTH : batchSize;
  }

  /**
   * An engine for one thread, for a loss at the last or at all positions.
   *
   * @param loss {@code ALL} is for models that {@linkplain Model#predictsEverywhere predict
   *     everywhere}
   */
  public static GradientEngine create(
      Model model, int vocab, int length, int batchSize, EngineChoice choice, LossPositions loss) {
    if (loss == LossPositions.ALL && !model.predictsEverywhere()) {
      throw new IllegalArgumentException("there is no loss at all positions for " + model);
    }
    EngineChoice engine = choice.of(model);
    if (!model.engines().contains(engine)) {
      throw new IllegalArgumentException("there is no " + engine.label() + " for " + model);
    }
    if (engine == EngineChoice.SAMEDIFF) {
      if (loss == LossPositions.ALL) {
        throw new IllegalArgumentException("there is no SameDiff for a loss at all positions");
      }
      return SameDiffEngine.of(model, vocab, length);
    }
    TileLoops loops = FastestLoops.fastest();
    if (model instanceof Model.Disentangled disentangled) {
      return loss == LossPositions.ALL
          ? NextTokenModel.kernel(disentangled, vocab, length, batchSize, loops)
          : kernel(disentangled, vocab, length, batchSize, loops);
    }
    if (model instanceof Model.Transformer transformer) {
      return TransformerNetwork.kernel(transformer, vocab, length, batchSize, loops);
    }
    if (model instanceof Gpt gpt) {
      return isOfLongSequences(gpt, length, loss)
          ? LongGptModel.kernel(gpt, vocab, length, batchSize, loops)
          : GptNetwork.kernel(gpt, vocab, length, batchSize, loss, loops);
    }
    if (model instanceof Model.Reduced reduced) {
      return ReducedModel.kernel(reduced, vocab, length, batchSize, loops);
    }
    throw new IllegalStateException("a kernel is not made for " + model);
  }

  /** The fastest kernel for a disentangled model. */
  static GradientEngine kernel(
      Model.Disentangled model, int vocab, int length, int batchSize, TileLoops loops) {
    boolean isLong = isOfLongSequences(model, vocab, length);
    if (model.heads().size() == 2) {
      return isLong
          ? LongTwoLayerModel.kernel(model, vocab, length, batchSize, loops)
          : TwoLayerModel.kernel(model, vocab, length, batchSize, loops);
    }
    return isLong
        ? LongDeepModel.kernel(model, vocab, length, batchSize, loops)
        : DeepNetwork.kernel(model, vocab, length, batchSize, loops);
  }
}
