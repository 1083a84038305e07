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
   * @throws IllegalArgumentException if a kernel is asked for and there is none for the model
   */
  public static GradientEngine create(
      Model model, int vocab, int length, int batchSize, EngineChoice choice) {
    if (choice == EngineChoice.SAMEDIFF) {
      return SameDiffEngine.of(model, vocab, length);
    }
    if (model instanceof Model.Disentangled disentangled && disentangled.heads().size() == 2) {
      return TwoLayerKernel.of(disentangled, vocab, length, batchSize);
    }
    if (choice == EngineChoice.AUTO) {
      return SameDiffEngine.of(model, vocab, length);
    }
    throw new IllegalArgumentException("engine = kernel: there is no kernel for " + model);
  }
}
