package org.espalier.model;

import static org.espalier.InvalidValueException.require;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

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
    var count = new Count();
    model.declareParameters(count, vocab, length);
    return count.parameters;
  }

  /** Counts one head for all, for there may be more of them than anyone would wait for. */
  private static final class Count implements ParameterMatrices {
    private double parameters;

    @Override
    public void add(String name, double rows, double columns) {
      parameters += rows * columns;
    }

    @Override
    public void addHeads(int heads, IntConsumer ofHead) {
      double before = parameters;
      ofHead.accept(0);
      parameters = before + heads * (parameters - before);
    }
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
