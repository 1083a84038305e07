package org.espalier.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.espalier.task.SequenceBatch;

/**
 * A reference computation of {@link Gpt} in float64 by an independent implementation.
 *
 * @param targets [P,S,B] before they were rounded to float
 * @param parameters in the order of the model's layout; so is {@code gradient}
 * @param logits [B][T][S]
 * @param attention [layer][head][B][T][T]
 */
record GptGoldenFile(
    Gpt model,
    LossPositions lossPositions,
    SequenceBatch batch,
    double[] targets,
    double[] parameters,
    double loss,
    JsonNode logits,
    JsonNode attention,
    double[] gradient) {

  static final List<String> ALL =
      List.of(
          "gpt-alibi-mlp-all",
          "gpt-learned-norm-mlp",
          "gpt-none-bare",
          "gpt-relative-bare",
          "gpt-relative-norm-all",
          "gpt-rotary-norm-all");

  static GptGoldenFile read(String name) {
    try (InputStream in = GptGoldenFile.class.getResourceAsStream("/golden/" + name + ".json")) {
      return of(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GptGoldenFile of(JsonNode json) {
    int size = json.get("batch").asInt();
    int length = json.get("sequenceLength").asInt();
    int vocab = json.get("vocab").asInt();
    var model =
        new Gpt(
            json.get("width").asInt(),
            json.get("hidden").asInt(),
            Collections.nCopies(json.get("layers").asInt(), json.get("heads").asInt()),
            PositionEncoding.valueOf(json.get("positions").asText().toUpperCase(Locale.ROOT)),
            json.get("norm").asBoolean() ? NormKind.LAYER : NormKind.NONE);
    var positions =
        LossPositions.valueOf(json.get("loss_positions").asText().toUpperCase(Locale.ROOT));
    var batch =
        positions == LossPositions.ALL
            ? SequenceBatch.allocateWithAllTargets(size, length, vocab)
            : SequenceBatch.allocate(size, length, vocab);
    int first = positions.first(length);
    double[] targets = new double[batch.targets().length];
    for (int b = 0; b < size; b++) {
      for (int i = 0; i < length; i++) {
        batch.tokens()[i * size + b] = json.get("tokens").get(b).get(i).asInt();
      }
      for (int i = first; i < length; i++) {
        for (int s = 0; s < vocab; s++) {
          int at = ((i - first) * vocab + s) * size + b;
          targets[at] = json.get("targets").get(b).get(i).get(s).asDouble();
          batch.targets()[at] = (float) targets[at];
        }
      }
    }
    ParameterLayout layout = model.layout(vocab, length);
    return new GptGoldenFile(
        model,
        positions,
        batch,
        targets,
        flat(json.get("parameters"), layout, model),
        json.get("loss").asDouble(),
        json.get("logits"),
        json.get("attention"),
        flat(json.get("gradients"), layout, model));
  }

  private static double[] flat(JsonNode tensors, ParameterLayout layout, Gpt model) {
    double[] flat = new double[layout.size()];
    for (var entry : layout.entries()) {
      String name = entry.name();
      if (name.equals("output-norm")) {
        put(flat, entry, 0, 0, tensors.get("gf"));
        put(flat, entry, 1, 0, tensors.get("cf"));
      } else if (tensors.has(name)) {
        put(flat, entry, 0, 0, tensors.get(name));
      } else {
        int digits = name.length() - 1;
        JsonNode layer = tensors.get("layers").get(Integer.parseInt(name.substring(digits)) - 1);
        putOfLayer(flat, entry, name.substring(0, digits), layer, model);
      }
    }
    return flat;
  }

  private static void putOfLayer(
      double[] flat, ParameterLayout.Entry entry, String kind, JsonNode layer, Gpt model) {
    switch (kind) {
      case "attention-norm" -> {
        put(flat, entry, 0, 0, layer.get("g1"));
        put(flat, entry, 1, 0, layer.get("c1"));
      }
      case "mlp-norm" -> {
        put(flat, entry, 0, 0, layer.get("g2"));
        put(flat, entry, 1, 0, layer.get("c2"));
      }
      case "Q", "K", "V" -> {
        JsonNode heads = layer.get("W" + kind);
        for (int h = 0; h < heads.size(); h++) {
          put(flat, entry, 0, h * model.headWidth(0), heads.get(h));
        }
      }
      case "O" -> {
        JsonNode heads = layer.get("WO");
        for (int h = 0; h < heads.size(); h++) {
          put(flat, entry, h * model.headWidth(0), 0, heads.get(h));
        }
      }
      case "relative" -> put(flat, entry, 0, 0, layer.get("bias"));
      case "U" -> put(flat, entry, 0, 0, layer.get("W1"));
      case "b" -> put(flat, entry, 0, 0, layer.get("b1"));
      case "D" -> put(flat, entry, 0, 0, layer.get("W2"));
      case "c" -> put(flat, entry, 0, 0, layer.get("b2"));
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private static void put(
      double[] flat, ParameterLayout.Entry entry, int row, int column, JsonNode tensor) {
    if (tensor.get(0).isArray()) {
      for (int r = 0; r < tensor.size(); r++) {
        put(flat, entry, row + r, column, tensor.get(r));
      }
    } else {
      for (int c = 0; c < tensor.size(); c++) {
        flat[entry.offset() + row * entry.columns() + column + c] = tensor.get(c).asDouble();
      }
    }
  }

  /** [P,S,B]. */
  double[] probabilities() {
    double[] probabilities = new double[targets.length];
    int first = lossPositions.first(batch.length());
    for (int b = 0; b < batch.size(); b++) {
      for (int i = first; i < batch.length(); i++) {
        JsonNode row = logits.get(b).get(i);
        double sum = 0;
        for (JsonNode logit : row) {
          sum += Math.exp(logit.asDouble());
        }
        for (int s = 0; s < row.size(); s++) {
          int at = ((i - first) * batch.vocab() + s) * batch.size() + b;
          probabilities[at] = Math.exp(row.get(s).asDouble()) / sum;
        }
      }
    }
    return probabilities;
  }

  /** The batch's sequence b. */
  static int[] tokens(SequenceBatch batch, int b) {
    int[] tokens = new int[batch.length()];
    Arrays.setAll(tokens, i -> batch.token(b, i));
    return tokens;
  }
}
