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
   * @param choice {@code AUTO} takes the kernel, of which there is one for every model
   */
  public static GradientEngine create(
      Model model, int vocab, int length, int batchSize, EngineChoice choice) {
    if (choice == EngineChoice.SAMEDIFF) {
      return SameDiffEngine.of(model, vocab, length);
    }
    TileLoops loops = FastestLoops.fastest();
    if (model instanceof Model.Disentangled disentangled) {
      return disentangled.heads().size() == 2
          ? TwoLayerModel.kernel(disentangled, vocab, length, batchSize, loops)
          : DeepNetwork.kernel(disentangled, vocab, length, batchSize, loops);
    }
    if (model instanceof Model.Transformer transformer) {
      return TransformerNetwork.kernel(transformer, vocab, length, batchSize, loops);
    }
    if (model instanceof Model.Reduced reduced) {
      return ReducedModel.kernel(reduced, vocab, length, batchSize, loops);
    }
    throw new IllegalArgumentException("there is no kernel for " + model);
  }
}
