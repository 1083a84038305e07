package org.espalier.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.task.SequenceBatch;

/**
 * A reference computation in float64 by an independent implementation: a batch, parameters, and
 * what a model must make of them.
 *
 * @param targets [S,B] the batch's targets before they were rounded to float
 * @param parameters in the order of the model's layout; so is {@code gradient}
 * @param loss mean cross-entropy in nats
 * @param probabilities [S,B]
 * @param attention [layer][head][B][T][T]; of the reduced model [1][1][1][T][T], which is the same
 *     for every sequence
 */
public record GoldenFile(
    String name,
    Model model,
    SequenceBatch batch,
    double[] targets,
    double[] parameters,
    double loss,
    double[] probabilities,
    double[][][][][] attention,
    double[] gradient) {

  /** All files of two-layer disentangled models. */
  public static final List<String> TWO_LAYERS =
      List.of(
          "disentangled-h1-1",
          "disentangled-h2-1",
          "disentangled-h2-2",
          "disentangled-h3-1",
          "disentangled-large-logits");

  /** All files. */
  public static final List<String> ALL =
      List.of(
          "disentangled-h1-1",
          "disentangled-h2-1",
          "disentangled-h2-2",
          "disentangled-h3-1",
          "disentangled-large-logits",
          "disentangled-1layer",
          "disentangled-3layers",
          "reduced",
          "mlp-transformer");

  private static final Map<String, String> MLP_NAMES =
      Map.of("U", "W1", "b", "b1", "O", "W2", "c", "b2");

  /** Reads {@code golden/<name>.json} from the class path. */
  public static GoldenFile read(String name) {
    try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + name + ".json")) {
      return of(name, new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenFile of(String name, JsonNode json) {
    int size = json.get("batch").asInt();
    int length = json.get("sequenceLength").asInt();
    int vocab = json.get("vocab").asInt();
    Model model = model(json);
    double[] tokens = sideways(json.get("tokens"), size, length);
    double[] targets = sideways(json.get("targets"), size, vocab);
    var batch = SequenceBatch.allocate(size, length, vocab);
    for (int i = 0; i < tokens.length; i++) {
      batch.tokens()[i] = (int) tokens[i];
    }
    for (int i = 0; i < targets.length; i++) {
      batch.targets()[i] = (float) targets[i];
    }
    ParameterLayout layout = model.layout(vocab, length);
    double loss = json.get("loss").asDouble();
    double[] probabilities = sideways(json.get("probabilities"), size, vocab);
    if (model
        instanceof Model.Reduced reduced) { // the file has f, and the mean of -log(f + epsilon)
      double mass = 1 + vocab * reduced.epsilon();
      loss += Math.log(mass);
      Arrays.setAll(probabilities, i -> (probabilities[i] + reduced.epsilon()) / mass);
    }
    return new GoldenFile(
        name,
        model,
        batch,
        targets,
        flat(json.get("parameters"), model, layout),
        loss,
        probabilities,
        attention(json.get("attention"), model),
        flat(json.get("gradients"), model, layout));
  }

  private static Model model(JsonNode json) {
    List<Integer> heads = new ArrayList<>();
    if (json.has("heads")) {
      json.get("heads").forEach(h -> heads.add(h.asInt()));
    }
    JsonNode parameters = json.get("parameters");
    return switch (json.get("model").asText()) {
      case "disentangled" -> new Model.Disentangled(heads);
      case "reduced" -> new Model.Reduced(json.get("epsilon").asDouble());
      case "mlp-transformer" ->
          new Model.Transformer(
              parameters.get("wte").get(0).size(),
              parameters.get("layers").get(0).get("b1").size(),
              heads);
      default -> throw new IllegalArgumentException("model " + json.get("model"));
    };
  }

  private static double[] flat(JsonNode tensors, Model model, ParameterLayout layout) {
    double[] flat = new double[layout.size()];
    for (var entry : layout.entries()) {
      put(flat, entry, tensor(tensors, model, entry.name()));
    }
    return flat;
  }

  /** The tensor that the layout calls {@code name}: {@code A1}, {@code A2.1}, {@code U2}, ... */
  private static JsonNode tensor(JsonNode tensors, Model model, String name) {
    if (tensors.has(name)) {
      return tensors.get(name);
    }
    String kind = name.substring(0, 1);
    String[] numbers = name.substring(1).split("\\.", 2);
    int layer = Integer.parseInt(numbers[0]) - 1;
    JsonNode ofLayer =
        model instanceof Model.Transformer
            ? tensors.get("layers").get(layer).get(MLP_NAMES.getOrDefault(kind, kind))
            : tensors.get(kind).get(layer);
    return numbers.length == 2 ? ofLayer.get(Integer.parseInt(numbers[1]) - 1) : ofLayer;
  }

  private static void put(double[] flat, ParameterLayout.Entry entry, JsonNode tensor) {
    var numbers = new ArrayList<Double>();
    addNumbers(tensor, numbers);
    if (numbers.size() != entry.size()) {
      throw new IllegalArgumentException(entry + " has " + numbers.size() + " numbers");
    }
    for (int i = 0; i < numbers.size(); i++) {
      flat[entry.offset() + i] = numbers.get(i);
    }
  }

  private static void addNumbers(JsonNode tensor, List<Double> numbers) {
    if (tensor.isNumber()) {
      numbers.add(tensor.asDouble());
    } else {
      tensor.forEach(row -> addNumbers(row, numbers));
    }
  }

  /** Rows [B][n] as columns [n,B]. */
  private static double[] sideways(JsonNode rows, int size, int width) {
    double[] columns = new double[size * width];
    for (int b = 0; b < size; b++) {
      for (int i = 0; i < width; i++) {
        columns[i * size + b] = rows.get(b).get(i).asDouble();
      }
    }
    return columns;
  }

  private static double[][][][][] attention(JsonNode json, Model model) {
    if (model instanceof Model.Reduced) {
      return new double[][][][][] {{{matrix(json)}}};
    }
    double[][][][][] attention = new double[json.size()][][][][];
    for (int l = 0; l < json.size(); l++) {
      JsonNode heads = json.get(l);
      attention[l] = new double[heads.size()][][][];
      for (int h = 0; h < heads.size(); h++) {
        JsonNode sequences = heads.get(h);
        attention[l][h] = new double[sequences.size()][][];
        for (int b = 0; b < sequences.size(); b++) {
          attention[l][h][b] = matrix(sequences.get(b));
        }
      }
    }
    return attention;
  }

  private static double[][] matrix(JsonNode json) {
    double[][] matrix = new double[json.size()][];
    for (int i = 0; i < json.size(); i++) {
      matrix[i] = new double[json.get(i).size()];
      for (int j = 0; j < matrix[i].length; j++) {
        matrix[i][j] = json.get(i).get(j).asDouble();
      }
    }
    return matrix;
  }

  @Override
  public String toString() {
    return name;
  }
}
