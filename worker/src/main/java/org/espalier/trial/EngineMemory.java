package org.espalier.trial;

import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;

/**
 * What the engine of a trial will hold at most beside the parameters and their gradient, from the
 * trial's dimensions alone.
 */
final class EngineMemory {
  private static final long FLOAT = 4;

  /** Sequences that a kernel works on at a time. */
  private static final double TILE = 32;

  /** Likewise of long sequences, with the tables and sums of a head that are as large. */
  private static final double LONG_GROUP = 6;

  /** Sequences that the deep kernel works on at a time, where they are long. */
  private static final double DEEP_GROUP = 4;

  /** Sequences whose features the kernel of long sequences keeps. */
  private static final double LONG_PANEL = 64;

  /** Sequences of whose last position a kernel of tiles keeps the vectors. */
  private static final double PANEL = 8 * TILE;

  /** Columns of which the products of the kernel of long sequences compute a multiple. */
  private static final int PADDING = 16;

  /** Columns that its matrices are filled up to. */
  private static final double LONG_COLUMNS = 32;

  /** Of each number of a gradient, until the batch is through. */
  private static final double PARTIAL_SUMS = 16;

  /**
   * Numbers that SameDiff holds for each that a model's definition names, with the gradient: 4 to 5
   * by the growth of a process with its batch.
   */
  private static final double GRAPH_WITH_GRADIENT = 5;

  /** Likewise without the gradient: 1 to 2. */
  private static final double GRAPH_ALONE = 2;

  private EngineMemory() {}

  /** The bytes of the work space. */
  static double bytes(TrialSpec spec) {
    Model model = spec.model();
    if (spec.learner().engine().of(model) == EngineChoice.SAMEDIFF) {
      return graphBytes(spec);
    }
    int vocab = spec.task().vocab();
    int length = spec.task().length();
    if (model instanceof Gpt gpt) {
      return isOfLongSequences(spec) ? longGptBytes(gpt, length) : gptBytes(gpt, vocab, length);
    }
    if (model instanceof Model.Transformer transformer) {
      return transformerBytes(transformer, vocab, length);
    }
    if (model instanceof Model.Reduced reduced) {
      return reducedBytes(reduced, vocab, length);
    }
    return disentangledBytes(spec, (Model.Disentangled) model, vocab, length);
  }

  /**
   * A tile's attention matrices, the gradient of one head's scores, and vectors; and the partial
   * sums of the gradient of every parameter.
   */
  private static double gptBytes(Gpt model, int vocab, int length) {
    double matrices = 1.0 + model.attentionMatrices(length);
    return FLOAT * TILE * length * (matrices * length + gptEntries(model))
        + FLOAT * PARTIAL_SUMS * model.layout(vocab, length).size();
  }

  /**
   * Entries of all vectors at a position: per layer some fourteen vectors of the model's width and
   * one of the MLP's, and once six and one more of their derivatives.
   */
  private static double gptEntries(Gpt model) {
    double layers = model.heads().size();
    return (14 * layers + 6) * model.width() + (layers + 1) * model.hidden();
  }

  /**
   * Of one sequence, each head's attention matrix and, once, three more; vectors; and copies of
   * what every head and every product with parameters reads.
   */
  private static double longGptBytes(Gpt model, int length) {
    double heads = 0;
    double copies = 0;
    for (int l = 0; l < model.heads().size(); l++) {
      int count = model.heads().get(l);
      heads += count;
      copies += count * (12.0 * model.headWidth(l) + 4 * PADDING);
      copies += 10 * model.width() + 2 * model.hidden();
    }
    return FLOAT * (length + TILE) * ((heads + 3) * length + copies + gptEntries(model));
  }

  private static boolean isOfLongSequences(TrialSpec spec) {
    return GradientEngines.isOfLongSequences(
        spec.model(),
        spec.task().vocab(),
        spec.task().length(),
        spec.learner().engine(),
        spec.learner().loss());
  }

  private static double disentangledBytes(
      TrialSpec spec, Model.Disentangled model, int vocab, int length) {
    if (spec.learner().loss() == LossPositions.ALL) {
      return nextTokenBytes(model, vocab, length);
    }
    if (!isOfLongSequences(spec)) {
      return tileBytes(model, vocab, length);
    }
    return model.heads().size() == 2
        ? longSequencesBytes(model, vocab, length)
        : longDeepBytes(model, vocab, length);
  }

  /**
   * Of a tile, each head of layer 1 has its attention and an average with its derivatives; each
   * head of another layer has its query, its average and their derivatives, of the layer's width,
   * and its attention with its gradient, at every position that it is asked at. To these come the
   * partial sums of the gradient of each head's matrix and of the read-out's.
   */
  private static double tileBytes(Model.Disentangled model, int vocab, int length) {
    int depth = model.heads().size();
    double t = length;
    double averages = depth > 2 ? 2 * TILE * t * (vocab + t) : 0;
    double numbers = model.heads().get(0) * (tableNumbers(vocab, length) + averages);
    for (int layer = 1; layer < depth; layer++) {
      double width = model.width(layer, vocab, length);
      double queries = layer == depth - 1 ? 1 : t;
      numbers += model.heads().get(layer) * headNumbers(width, queries, length);
    }
    double outputs = PARTIAL_SUMS * model.width(depth, vocab, length) * vocab;
    return FLOAT * (numbers + outputs);
  }

  /**
   * Of a head whose attention is looked up: a tile's attention; tables by position and token, and
   * by token and token at each position; the sums of its gradient by what the tables are of, and as
   * many numbers for a tile.
   */
  private static double tableNumbers(int vocab, int length) {
    double s = vocab;
    double t = length;
    return t * t / 2 * (TILE + PARTIAL_SUMS + s)
        + t * s * s
        + PARTIAL_SUMS * s * (s + 2 * t)
        + TILE * s * (s + t);
  }

  /**
   * Of a head that multiplies: for a tile, the query, the average and their derivatives, attention
   * and its gradient; and the partial sums of its matrix.
   *
   * @param queries positions that it is asked at
   */
  private static double headNumbers(double width, double queries, int length) {
    return PARTIAL_SUMS * width * width + TILE * queries * (4 * width + 2.0 * length);
  }

  /**
   * Of each layer of the transformer, heads of which the first layer's are looked up; for a tile,
   * hidden vectors with their derivatives; and the matrices that its parameters are folded into,
   * each head's and those that all have, with the partial sums of the gradient of each head's. Of
   * the read-out, likewise.
   */
  private static double transformerBytes(Model.Transformer model, int vocab, int length) {
    int depth = model.heads().size();
    double d = model.width();
    double m = model.hidden();
    double numbers = 0;
    double n = vocab + length; // entries that a layer reads
    for (int layer = 0; layer < depth; layer++) {
      boolean isLast = layer == depth - 1;
      double queries = isLast ? 1 : length;
      double head =
          layer == 0 && !isLast
              ? tableNumbers(vocab, length) + 2 * TILE * length * n
              : headNumbers(n, queries, length) + (isLast ? PANEL * (3 * n + m) : 0);
      double matrices = n * n + (1 + PARTIAL_SUMS) * n * m + d * m;
      numbers += model.heads().get(layer) * (head + matrices);
      numbers += 2 * TILE * queries * m + 3 * n * d + d * m;
      n += m;
    }
    numbers += 2 * n * d + (1 + PARTIAL_SUMS) * n * vocab + PANEL * (n + vocab);
    return FLOAT * (numbers + model.layout(vocab, length).size());
  }

  /**
   * Of each head of the reduced model, its attention with the partial sums of its gradient; and the
   * partial sums of the matrix that all heads' keys are compared with.
   */
  private static double reducedBytes(Model.Reduced model, int vocab, int length) {
    double heads = model.positional();
    double t = length;
    double width = heads * vocab;
    return FLOAT
        * (heads * t * ((1 + PARTIAL_SUMS) * t + 2 * TILE)
            + PARTIAL_SUMS * width * width
            + 3 * TILE * width);
  }

  /**
   * Of the two-layer kernel on long sequences: attention of a few sequences, tables and sums of
   * each head of layer 1, and half a block of lanes for each key; the matrix of layer 2 packed,
   * transposed and as a gradient; and a panel of features and queries.
   */
  private static double longSequencesBytes(Model model, int vocab, int length) {
    double t = length;
    double width = vocab + t;
    double learned = model.heads().get(0) * width;
    double queries = model.heads().get(1) * (width + learned);
    double ofHead = LONG_GROUP * (t * t / 2 + 8 * t) + 8 * width * vocab;
    return FLOAT
        * (model.heads().get(0) * ofHead
            + 3 * (learned + vocab) * queries
            + 3 * (learned + queries) * Math.max(vocab, LONG_COLUMNS)
            + LONG_PANEL * (learned + 2 * queries));
  }

  /**
   * Of the deep kernel on long sequences: the layers before the last, for a few sequences; two
   * copies of each matrix of the last layer; and a panel of features and queries.
   */
  private static double longDeepBytes(Model.Disentangled model, int vocab, int length) {
    int last = model.heads().size() - 1;
    double features = model.width(last, vocab, length) + PADDING;
    int heads = model.heads().get(last);
    return layerBytes(model, last, DEEP_GROUP, vocab, length)
        + FLOAT
            * (heads * 2 * features * features
                + LONG_PANEL * features * (1 + 2 * heads)
                + 3 * features * (1 + heads) * Math.max(vocab, LONG_COLUMNS));
  }

  /** Of the kernel that predicts at every position: all layers, for one sequence; the read-out. */
  private static double nextTokenBytes(Model.Disentangled model, int vocab, int length) {
    int layers = model.heads().size();
    double outputs = model.width(layers, vocab, length);
    return layerBytes(model, layers, 1, vocab, length)
        + FLOAT * 3 * outputs * (vocab + 2 * PADDING);
  }

  /**
   * Of heads that attend at every position: for some sequences, vectors of every learned part at
   * every position with their derivatives, the transpose of what is read at every position, and the
   * queries of each head; and each head's matrix packed, transposed and as a gradient.
   */
  private static double layerBytes(
      Model.Disentangled model, int layers, double sequences, int vocab, int length) {
    double columns = vocab + length + 2 * PADDING;
    double vectors = (length + 3) * columns;
    double matrices = 0;
    double ofSequence = 0;
    double parts = 1;
    for (int layer = 0; layer < layers; layer++) {
      int heads = model.heads().get(layer);
      matrices += heads * 3 * parts * parts * (vocab + length + 3) * columns + parts * vectors;
      ofSequence += heads * parts * 4 * vectors;
      parts *= 1 + heads;
    }
    return FLOAT * (sequences * ofSequence + matrices);
  }

  /**
   * SameDiff keeps arrays of the graph for all sequences that it is given at once: in training a
   * batch, and without the gradient a batch of held-out sequences.
   */
  private static double graphBytes(TrialSpec spec) {
    int length = spec.task().length();
    double sequences =
        Math.max(
            GRAPH_WITH_GRADIENT * spec.training().batch(),
            GRAPH_ALONE * TrialSetup.evaluationBatch(spec));
    return FLOAT * sequences * length * graphNumbers(spec.model(), spec.task().vocab(), length);
  }

  /** Numbers at a position of a sequence that a model's definition names. */
  private static double graphNumbers(Model model, int vocab, int length) {
    if (model instanceof Model.Reduced reduced) {
      return 4.0 * reduced.positional() * vocab;
    }
    if (model instanceof Model.Transformer transformer) {
      double d = transformer.width();
      double depth = model.heads().size();
      double heads = model.heads().stream().mapToInt(Integer::intValue).sum();
      return heads * headGraphNumbers(d, length) + depth * (4 * d + 2 * transformer.hidden()) + d;
    }
    double width = vocab + (double) length;
    double numbers = 0;
    for (int heads : model.heads()) {
      numbers += heads * headGraphNumbers(width, length);
      width *= 1 + heads;
    }
    return numbers + width;
  }

  /** Of a head: queries and averages; scores, with a mask, and attention. */
  private static double headGraphNumbers(double width, int length) {
    return 2 * width + 3.0 * length;
  }
}
