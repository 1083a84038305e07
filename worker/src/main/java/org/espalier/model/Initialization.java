package org.espalier.model;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The numbers that training starts from. */
public final class Initialization {

  private Initialization() {}

  /**
   * Draws initial parameters in float.
   *
   * <ul>
   *   <li>Disentangled: A ~ scale N(0,1), W = 0.
   *   <li>Reduced: A1 = 0, A2 = scale I (scale is Algorithm 1's beta0); nothing is drawn.
   *   <li>Transformer, whatever the scale, as in the authors' released code: wte, wpe, V ~ N(0,1) /
   *       sqrt(d), U ~ N(0,1) / sqrt(m), all else 0.
   *   <li>Gpt: gains 1; shifts, biases and relative numbers 0; all else scale N(0,1), of {@code O}
   *       and {@code D}, which add to the residual stream, scale / sqrt(2 layers).
   *   <li>Others: as {@link Model#deviation} says.
   * </ul>
   *
   * @param scale at least 0; 0 draws nothing
   * @param random read in the order of the layout; equal states give equal parameters
   */
  public static Parameters draw(
      Model model, int vocab, int length, double scale, UniformRandomProvider random) {
    ParameterLayout layout = model.layout(vocab, length);
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    float[] flat = new float[layout.size()];
    for (var entry : layout.entries()) {
      if (model instanceof Model.Reduced && entry.name().equals("A2")) {
        for (int s = 0; s < entry.rows(); s++) {
          flat[entry.offset() + s * entry.columns() + s] = (float) scale;
        }
      } else if (entry.name().contains("-norm")) {
        Arrays.fill(flat, entry.offset(), entry.offset() + entry.columns(), 1);
      } else {
        fill(flat, entry, model.deviation(entry, scale), normal);
      }
    }
    INDArray array = Nd4j.create(DataType.FLOAT, layout.size());
    array.assign(Nd4j.createFromArray(flat));
    return new Parameters(layout, array);
  }

  /** Whether any of the parameters is drawn, so that other random numbers give others. */
  public static boolean isDrawn(Model model, int vocab, int length, double scale) {
    return model.layout(vocab, length).entries().stream()
        .anyMatch(entry -> model.deviation(entry, scale) > 0);
  }

  private static void fill(
      float[] flat,
      ParameterLayout.Entry entry,
      double deviation,
      SharedStateContinuousSampler normal) {
    if (deviation > 0) {
      for (int i = 0; i < entry.size(); i++) {
        flat[entry.offset() + i] = (float) (deviation * normal.sample());
      }
    }
  }
}
