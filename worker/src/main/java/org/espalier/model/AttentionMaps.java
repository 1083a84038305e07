package org.espalier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Attention matrices of a trained model, [T][T]: row the position that attends, column the position
 * attended to; rows sum to 1 and are 0 right of the diagonal.
 */
public final class AttentionMaps {

  /** Sequences that go through the model at a time, which bounds the memory. */
  private static final int CHUNK = 64;

  private AttentionMaps() {}

  /**
   * What the first layer does by position, per head: the softmax over the causal part of each row
   * of the position-position block of A^(1)_h (disentangled), or of A1 (reduced). Of other models
   * the first layer's attention is averaged over the batch.
   *
   * @param batch read for these only
   */
  public static List<double[][]> firstLayer(
      Model model, Parameters parameters, SequenceBatch batch) {
    if (!model.hasPositionalAttention()) {
      return mean(model, parameters, batch, 1).get(0);
    }
    List<double[][]> heads = new ArrayList<>();
    for (int h = 0; h < model.heads().get(0); h++) {
      heads.add(
          model instanceof Model.Reduced reduced
              ? positional(parameters, reduced.positionalName(h), 0, batch.length())
              : positional(parameters, Model.attentionName(0, h), batch.vocab(), batch.length()));
    }
    return heads;
  }

  /**
   * The attention of every layer and head, averaged over the sequences of a batch.
   *
   * @return [layer][head], each [T][T]; of the reduced model's second layer, whose only query is
   *     the last position, the last row is set and the others are zero
   */
  public static List<List<double[][]>> mean(
      Model model, Parameters parameters, SequenceBatch batch) {
    return mean(model, parameters, batch, model.heads().size());
  }

  private static List<List<double[][]>> mean(
      Model model, Parameters parameters, SequenceBatch batch, int layers) {
    if (model instanceof Gpt gpt) {
      return mean(gpt, parameters, batch, layers);
    }
    if (!model.engines().contains(EngineChoice.KERNEL)) {
      return meanOfGraph(model, parameters, batch, layers);
    }
    List<List<double[][]>> means = new ArrayList<>();
    for (int first = 0; first < batch.size(); first += CHUNK) {
      int count = Math.min(CHUNK, batch.size() - first);
      var chunk = new AttentionForward(model, parameters, batch, first, count);
      for (int l = 0; l < layers; l++) {
        List<INDArray> sums = chunk.nextLayer(); // [head][T,T]
        if (first == 0) {
          means.add(new ArrayList<>(sums.stream().map(s -> new double[0][]).toList()));
        }
        for (int h = 0; h < sums.size(); h++) {
          double[][] mean = rows(sums.get(h).div(batch.size()));
          means.get(l).set(h, first == 0 ? mean : sum(means.get(l).get(h), mean));
        }
      }
    }
    return means;
  }

  /** Takes the attention of one sequence after the other. */
  public interface SequenceVisitor {

    /**
     * One sequence.
     *
     * @param b its number in the batch
     * @param weights [T][T], mean over the heads of a layer; of the reduced model's second layer
     *     the last row alone is set
     */
    void visit(int b, double[][] weights);
  }

  /**
   * The attention of the last layer in each sequence of a batch, mean over its heads.
   *
   * @param pause called between some sequences; what it throws ends the visit
   */
  public static void lastLayer(
      Model model,
      Parameters parameters,
      SequenceBatch batch,
      Runnable pause,
      SequenceVisitor visitor) {
    int last = model.heads().size() - 1;
    if (model instanceof Gpt gpt) {
      visit(gpt, parameters, batch, pause, visitor);
    } else if (model.engines().contains(EngineChoice.KERNEL)) {
      for (int first = 0; first < batch.size(); first += CHUNK) {
        pause.run();
        int count = Math.min(CHUNK, batch.size() - first);
        var chunk = new AttentionForward(model, parameters, batch, first, count);
        for (int l = 0; l < last; l++) {
          chunk.nextLayerOfEach();
        }
        visitMean(chunk.nextLayerOfEach(), first, count, visitor);
      }
    } else {
      try (var engine = SameDiffEngine.of(model, batch.vocab(), batch.length())) {
        for (int first = 0; first < batch.size(); first += CHUNK) {
          pause.run();
          SequenceBatch chunk = batch.part(first, Math.min(CHUNK, batch.size() - first));
          List<INDArray> heads = new ArrayList<>();
          for (int h = 0; h < model.heads().get(last); h++) {
            heads.add(engine.output(chunk, parameters.flat(), SameDiffGraph.attention(last, h)));
          }
          visitMean(heads, first, chunk.size(), visitor);
        }
      }
    }
  }

  private static void visitMean(
      List<INDArray> heads, int first, int count, SequenceVisitor visitor) {
    for (int b = 0; b < count; b++) {
      double[][] mean = null;
      for (INDArray head : heads) {
        int slice = head.size(0) == 1 ? 0 : b; // the same for all sequences
        double[][] weights = rows(head.slice(slice).div(heads.size()));
        mean = mean == null ? weights : sum(mean, weights);
      }
      visitor.visit(first + b, mean);
    }
  }

  private static void visit(
      Gpt model,
      Parameters parameters,
      SequenceBatch batch,
      Runnable pause,
      SequenceVisitor visitor) {
    double[] numbers = parameters.flat().toDoubleVector();
    int length = batch.length();
    for (int b = 0; b < batch.size(); b++) {
      pause.run();
      var forward = new GptForward(model, batch.vocab(), numbers, tokens(batch, b));
      double[][][] heads = forward.nextLayer();
      for (int l = 1; l < model.heads().size(); l++) {
        heads = forward.nextLayer();
      }
      double[][] mean = new double[length][length];
      for (double[][] head : heads) {
        addShare(mean, head, heads.length);
      }
      visitor.visit(b, mean);
    }
  }

  /** Read from the variables of the graph that SameDiff differentiates. */
  private static List<List<double[][]>> meanOfGraph(
      Model model, Parameters parameters, SequenceBatch batch, int layers) {
    int length = batch.length();
    List<List<INDArray>> sums = new ArrayList<>(); // [layer][head][T,T]
    for (int l = 0; l < layers; l++) {
      List<INDArray> heads = new ArrayList<>();
      for (int h = 0; h < model.heads().get(l); h++) {
        heads.add(Nd4j.zeros(parameters.flat().dataType(), length, length));
      }
      sums.add(heads);
    }
    try (var engine = SameDiffEngine.of(model, batch.vocab(), length)) {
      for (int first = 0; first < batch.size(); first += CHUNK) {
        SequenceBatch chunk = batch.part(first, Math.min(CHUNK, batch.size() - first));
        for (int l = 0; l < layers; l++) {
          for (int h = 0; h < sums.get(l).size(); h++) {
            String name = SameDiffGraph.attention(l, h);
            addEach(engine.output(chunk, parameters.flat(), name), sums.get(l).get(h));
          }
        }
      }
    }
    return sums.stream()
        .map(heads -> heads.stream().map(sum -> rows(sum.div(batch.size()))).toList())
        .toList();
  }

  /**
   * Adds matrices [b,T,T] to their sum one after the other: in that order ND4J's mean over all
   * sequences adds them, so that no bit of a mean depends on the chunks.
   */
  private static void addEach(INDArray matrices, INDArray sum) {
    for (int b = 0; b < matrices.size(0); b++) {
      sum.addi(matrices.slice(b));
    }
  }

  private static List<List<double[][]>> mean(
      Gpt model, Parameters parameters, SequenceBatch batch, int layers) {
    double[] numbers = parameters.flat().toDoubleVector();
    int length = batch.length();
    List<List<double[][]>> means = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      List<double[][]> heads = new ArrayList<>();
      for (int h = 0; h < model.heads().get(l); h++) {
        heads.add(new double[length][length]);
      }
      means.add(heads);
    }
    for (int b = 0; b < batch.size(); b++) {
      var forward = new GptForward(model, batch.vocab(), numbers, tokens(batch, b));
      for (int l = 0; l < layers; l++) {
        double[][][] heads = forward.nextLayer();
        for (int h = 0; h < heads.length; h++) {
          addShare(means.get(l).get(h), heads[h], batch.size());
        }
      }
    }
    return means;
  }

  private static int[] tokens(SequenceBatch batch, int b) {
    int[] tokens = new int[batch.length()];
    Arrays.setAll(tokens, i -> batch.token(b, i));
    return tokens;
  }

  private static void addShare(double[][] mean, double[][] weights, int size) {
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j <= i; j++) {
        mean[i][j] += weights[i][j] / size;
      }
    }
  }

  private static double[][] sum(double[][] sum, double[][] more) {
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[i].length; j++) {
        sum[i][j] += more[i][j];
      }
    }
    return sum;
  }

  /**
   * A copy of a matrix, [rows][columns]. ND4J's own copies row by row and allocates native memory
   * for each, which at small T costs more than the step of training that is looked at.
   */
  private static double[][] rows(INDArray matrix) {
    double[] entries = matrix.dup('c').data().asDouble();
    var rows = new double[matrix.rows()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(entries, i * matrix.columns(), (i + 1) * matrix.columns());
    }
    return rows;
  }

  /**
   * Causal softmax over the rows of the T x T block of a square matrix that starts at an offset.
   */
  private static double[][] positional(Parameters parameters, String name, int offset, int length) {
    double[] a = parameters.doubles(name);
    int columns = parameters.layout().entry(name).columns();
    double[][] weights = new double[length][length];
    for (int i = 0; i < length; i++) {
      int row = (offset + i) * columns + offset;
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j <= i; j++) {
        largest = Math.max(largest, a[row + j]);
      }
      double total = 0;
      for (int j = 0; j <= i; j++) {
        weights[i][j] = Math.exp(a[row + j] - largest);
        total += weights[i][j];
      }
      for (int j = 0; j <= i; j++) {
        weights[i][j] /= total;
      }
    }
    return weights;
  }
}
