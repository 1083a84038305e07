package org.espalier.model;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.task.SequenceBatch;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reference engine: any model, differentiated by ND4J's SameDiff, in the number type of the
 * parameters that it is given (float or double).
 *
 * <p>It computes with dense matrices whatever the structure, and is thirty to a hundred times
 * slower than a kernel.
 */
public final class SameDiffEngine implements GradientEngine {

  private record Shape(int size, DataType type) {}

  private final Model model;
  private final int vocab;
  private final int length;
  private final ParameterLayout layout;
  private final Map<Shape, SameDiff> graphs = new HashMap<>();

  private SameDiffEngine(Model model, int vocab, int length) {
    this.model = model;
    this.vocab = vocab;
    this.length = length;
    this.layout = model.layout(vocab, length);
  }

  /** An engine for batches of any size of sequences of {@code length} over {@code vocab}. */
  public static SameDiffEngine of(Model model, int vocab, int length) {
    if (!model.engines().contains(EngineChoice.SAMEDIFF)) {
      throw new IllegalArgumentException("SameDiff has no graph for " + model);
    }
    return new SameDiffEngine(model, vocab, length);
  }

  @Override
  public String name() {
    return "samediff";
  }

  @Override
  public double lossAndGradient(SequenceBatch batch, INDArray parameters, INDArray gradient) {
    return lossAndGradient(batch, doubles(batch.targets()), parameters, gradient);
  }

  /** The same with targets [S,B] in double precision. */
  double lossAndGradient(
      SequenceBatch batch, double[] targets, INDArray parameters, INDArray gradient) {
    SameDiff graph = graph(batch, parameters);
    if (!graph.hasGradientFunction()) {
      QuietThread.call(
          () -> {
            graph.createGradFunction();
            return graph;
          });
    }
    var inputs = inputs(batch, targets, parameters.dataType());
    List<String> names = layout.entries().stream().map(ParameterLayout.Entry::name).toList();
    OutAndGrad result =
        graph.calculateGradientsAndOutputs(inputs, List.of(SameDiffGraph.LOSS), names);
    var views = new Parameters(layout, gradient);
    result.getGradients().forEach((name, value) -> views.view(name).assign(value));
    return result.getOutputs().get(SameDiffGraph.LOSS).getDouble(0);
  }

  @Override
  public double loss(SequenceBatch batch, INDArray parameters) {
    return output(batch, parameters, SameDiffGraph.LOSS).getDouble(0);
  }

  @Override
  public void probabilities(SequenceBatch batch, INDArray parameters, float[] probabilities) {
    INDArray rows = output(batch, parameters, SameDiffGraph.PROBABILITIES); // [B,S]
    for (int b = 0; b < batch.size(); b++) {
      for (int s = 0; s < vocab; s++) {
        probabilities[s * batch.size() + b] = rows.getFloat(b, s);
      }
    }
  }

  /** The value of a variable of {@link SameDiffGraph}. */
  INDArray output(SequenceBatch batch, INDArray parameters, String variable) {
    SameDiff graph = graph(batch, parameters);
    return graph
        .output(inputs(batch, doubles(batch.targets()), parameters.dataType()), variable)
        .get(variable);
  }

  @Override
  public void close() {
    graphs.clear();
  }

  /** The graph for the batch's size, with the parameters put in. */
  private SameDiff graph(SequenceBatch batch, INDArray parameters) {
    if (batch.vocab() != vocab || batch.length() != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of vocab %d and length %d for a model of vocab %d and length %d",
              batch.vocab(),
              batch.length(),
              vocab,
              length));
    }
    SameDiff graph =
        graphs.computeIfAbsent(
            new Shape(batch.size(), parameters.dataType()),
            shape -> SameDiffGraph.of(model, shape.size(), length, vocab, shape.type()));
    var views = new Parameters(layout, parameters);
    for (var e : layout.entries()) {
      graph.getVariable(e.name()).getArr().assign(views.view(e.name()));
    }
    return graph;
  }

  private Map<String, INDArray> inputs(SequenceBatch batch, double[] targets, DataType type) {
    int size = batch.size();
    double[][] tokens = new double[size * length][vocab];
    double[][] rows = new double[size][vocab];
    for (int b = 0; b < size; b++) {
      for (int i = 0; i < length; i++) {
        tokens[b * length + i][batch.token(b, i)] = 1;
      }
      for (int s = 0; s < vocab; s++) {
        rows[b][s] = targets[s * size + b];
      }
    }
    return Map.of(
        SameDiffGraph.TOKENS, Nd4j.create(tokens).castTo(type),
        SameDiffGraph.TARGETS, Nd4j.create(rows).castTo(type));
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }
}
