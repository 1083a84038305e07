package org.espalier.model;

import static org.espalier.InvalidValueException.require;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many parameters a model has, without its layout, which must fit an array. */
public final class ModelSize {
  private static final String HEADS = "model.heads";
  private static final int MOST = Integer.MAX_VALUE;

  private ModelSize() {}

  /**
   * Makes sure that the parameters of a model fit the one flat array that holds them.
   *
   * @param vocab S
   * @param length T
   * @throws org.espalier.InvalidValueException if they do not, for the setting with the largest
   *     part in it
   */
  public static void requireRoom(Model model, int vocab, int length) {
    double parameters = parameters(model, vocab, length);
    if (parameters <= MOST) {
      return;
    }
    Map<String, Double> parts = dimensions(model);
    parts.put("task.length", (double) length);
    parts.put("task.vocab", (double) vocab);
    String largest =
        parts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    require(
        false,
        largest,
        largest.equals(HEADS) ? model.heads() : (Object) parts.get(largest).longValue(),
        String.format(
            Locale.ROOT,
            "needs %.4g parameters with model.family = %s, must need at most %d, as many as an"
                + " array holds",
            parameters,
            model.name(),
            MOST));
  }

  /**
   * The number of parameters, that of {@link Model#layout} wherever there is such a layout.
   *
   * @param vocab S
   * @param length T
   */
  static double parameters(Model model, int vocab, int length) {
    if (model instanceof Model.Disentangled disentangled) {
      return streams(disentangled.heads(), vocab, length, 0);
    }
    if (model instanceof Factored factored) {
      return streams(factored.heads(), vocab, length, factored.rank());
    }
    if (model instanceof Model.Reduced reduced) {
      double heads = reduced.positional();
      return heads * length * length + heads * vocab * heads * vocab;
    }
    if (model instanceof Model.Transformer transformer) {
      return parameters(transformer, vocab, length);
    }
    return parameters((Gpt) model, vocab, length);
  }

  /**
   * Of a residual stream that grows with each head.
   *
   * @param rank of each attention matrix's two factors; 0 for the matrix itself
   */
  private static double streams(List<Integer> heads, int vocab, int length, int rank) {
    double width = (double) vocab + length;
    double parameters = 0;
    for (int count : heads) {
      parameters += count * width * (rank == 0 ? width : 2.0 * rank);
      width *= 1.0 + count;
    }
    return parameters + width * vocab;
  }

  private static double parameters(Model.Transformer model, int vocab, int length) {
    double width = model.width();
    double hidden = model.hidden();
    double mlp = 2 * width * hidden + hidden + width;
    double parameters = (2.0 * vocab + length) * width;
    for (int heads : model.heads()) {
      parameters += 2 * heads * width * width + mlp;
    }
    return parameters;
  }

  private static double parameters(Gpt model, int vocab, int length) {
    double width = model.width();
    double hidden = model.hidden();
    double norm = model.norm() == NormKind.LAYER ? 2 * width : 0;
    double mlp = hidden == 0 ? 0 : norm + 2 * width * hidden + hidden + width;
    double parameters = 2 * vocab * width + norm;
    parameters += model.positions() == PositionEncoding.LEARNED ? length * width : 0;
    for (double heads : model.heads()) {
      parameters += norm + 4 * width * width + mlp;
      parameters += model.positions() == PositionEncoding.RELATIVE ? heads * length : 0;
      parameters += model.positions() == PositionEncoding.RELATIVE_QUERY ? width * length : 0;
    }
    return parameters;
  }

  /** The model's own settings with what each contributes. */
  private static Map<String, Double> dimensions(Model model) {
    var dimensions = new LinkedHashMap<String, Double>();
    boolean grows = model instanceof Model.Disentangled || model instanceof Factored;
    dimensions.put(
        HEADS,
        model.heads().stream()
            .mapToDouble(Integer::doubleValue)
            .reduce(grows ? 1 : 0, (all, heads) -> grows ? all * (1 + heads) : all + heads));
    if (model instanceof Model.Transformer transformer) {
      dimensions.put("model.width", (double) transformer.width());
      dimensions.put("model.hidden", (double) transformer.hidden());
    } else if (model instanceof Gpt gpt) {
      dimensions.put("model.width", (double) gpt.width());
      dimensions.put("model.hidden", (double) gpt.hidden());
    } else if (model instanceof Factored factored) {
      dimensions.put("model.rank", (double) factored.rank());
    }
    return dimensions;
  }
}
