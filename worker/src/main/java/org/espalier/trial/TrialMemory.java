package org.espalier.trial;

import org.espalier.graph.Mixture;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.rival.Rivals;
import org.espalier.task.KeptPredictor;
import org.espalier.train.Optimizer;

/** What a trial will hold in memory at most, from its dimensions alone. */
public final class TrialMemory {
  private static final long FLOAT = 4;

  /** Sequences that a kernel works on at a time. */
  private static final double TILE = 32;

  /** Likewise of long sequences, with the tables and sums of a head that are as large. */
  private static final double LONG_GROUP = 6;

  /** Sequences that the deep kernel works on at a time, where they are long. */
  private static final double DEEP_GROUP = 4;

  /** Sequences whose features the kernel of long sequences keeps. */
  private static final double LONG_PANEL = 64;

  /** Columns of which the products of the kernel of long sequences compute a multiple. */
  private static final int PADDING = 16;

  /** Columns that its matrices are filled up to. */
  private static final double LONG_COLUMNS = 32;

  /** Of each number of a gradient, until the batch is through. */
  private static final double PARTIAL_SUMS = 16;

  /** Copies of the parameters: the engine's two, the trainer's two, what is stored. */
  private static final long COPIES = 6;

  /** Of what depends on pairs of positions: scores of edges, matrices while they are measured. */
  private static final long BYTES_PER_PAIR = 400;

  /** Of what every trial has. */
  private static final long FIXED = 1L << 20;

  private TrialMemory() {}

  /**
   * The arrays of a trial that runs, in bytes: sequences, parameters with what the optimiser keeps,
   * the engine's work space, attention matrices. {@link Long#MAX_VALUE} if they do not fit an
   * array.
   */
  public static long bytes(TrialSpec spec) {
    try {
      int longest = Math.max(spec.training().batch(), spec.task().samples());
      Math.multiplyExact(longest, Math.max(spec.task().length(), targets(spec)));
      return (long)
          (FIXED
              + sequenceBytes(spec)
              + parameterBytes(spec)
              + workBytes(spec)
              + rivalBytes(spec)
              + predictorBytes(spec)
              + poolBytes(spec));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Sequences that are held at once: those held out, the training set, batches. */
  private static long sequences(TrialSpec spec) {
    long heldOut = spec.evaluation().curve().sequences();
    long samples = spec.task().samples();
    long sets = spec.evaluation().shifts().isEmpty() ? 1 : 2;
    return sets * heldOut
        + samples
        + Math.min(samples, heldOut)
        + spec.training().batch()
        + Math.min(heldOut, spec.evaluation().readOut().attentionSequences());
  }

  private static double sequenceBytes(TrialSpec spec) {
    return FLOAT * (double) sequences(spec) * (spec.task().length() + targets(spec));
  }

  /** Numbers in the targets of a sequence. */
  private static int targets(TrialSpec spec) {
    int positions = spec.learner().loss() == LossPositions.ALL ? spec.task().length() : 1;
    return Math.multiplyExact(positions, spec.task().vocab());
  }

  private static double parameterBytes(TrialSpec spec) {
    long moments = spec.training().optimizer() instanceof Optimizer.AdamW ? 2 : 0;
    return FLOAT * (double) (COPIES + moments) * parameters(spec);
  }

  private static long parameters(TrialSpec spec) {
    return spec.model().layout(spec.task().vocab(), spec.task().length()).size();
  }

  private static double rivalBytes(TrialSpec spec) {
    if (spec.rivals().methods().isEmpty()) {
      return 0;
    }
    int sequences = spec.rivalSequences();
    return FLOAT * (double) sequences * (spec.task().length() + targets(spec))
        + Rivals.bytes(spec.rivals().methods(), sequences, spec.graph(), spec.task());
  }

  /**
   * What predictors count and what is kept of their predictions. Counts of the order-m predictors,
   * two of each m and one that is tried; of a mixture, those of each structure.
   */
  private static double predictorBytes(TrialSpec spec) {
    return countBytes(spec) + Math.min(KeptPredictor.MOST_BYTES, predictionBytes(spec));
  }

  private static double predictionBytes(TrialSpec spec) {
    long predictors =
        spec.evaluation().predictors().stream().mapToLong(k -> k.count(spec.graph())).sum();
    return (double) Double.BYTES
        * predictors
        * spec.evaluation().curve().sequences()
        * targets(spec);
  }

  private static double countBytes(TrialSpec spec) {
    double counts = Math.pow(spec.task().vocab(), spec.graph().mostParents() + 1.0);
    if (spec.graph() instanceof Mixture mixture) {
      return 3 * FLOAT * mixture.structures().size() * counts;
    }
    return spec.evaluation().predictors().isEmpty() ? 0 : 5 * FLOAT * counts;
  }

  /** Probabilities and running sums of the pool's matrices, with a row for the roots. */
  private static double poolBytes(TrialSpec spec) {
    int vocab = spec.task().vocab();
    double rows = Math.pow(vocab, spec.graph().mostParents()) + 1;
    return 2.0 * Double.BYTES * spec.task().pool() * rows * vocab;
  }

  private static double workBytes(TrialSpec spec) {
    double t = spec.task().length();
    double pairs = BYTES_PER_PAIR * t * t;
    if (spec.model() instanceof Gpt gpt) {
      pairs +=
          isOfLongSequences(spec)
              ? longGptBytes(gpt, spec.task().length())
              : gptBytes(gpt, spec.task().length());
    }
    if (spec.model() instanceof Model.Disentangled model) {
      pairs += disentangledBytes(spec, model, spec.task().vocab(), spec.task().length());
    }
    return spec.learner().engine().of(spec.model()) == EngineChoice.SAMEDIFF
        ? pairs + graphBytes(spec)
        : pairs;
  }

  /** A tile's attention matrices, the gradient of one head's scores, and vectors. */
  private static double gptBytes(Gpt model, int length) {
    double matrices = 1.0 + model.attentionMatrices(length);
    return FLOAT * TILE * length * (matrices * length + gptEntries(model));
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
   * partial sums of the gradient of each head's matrix.
   */
  private static double tileBytes(Model.Disentangled model, int vocab, int length) {
    int depth = model.heads().size();
    double t = length;
    double pairs = t * t / 2;
    double ofHead = pairs * (TILE + PARTIAL_SUMS) + (depth > 2 ? 2 * TILE * t * (vocab + t) : 0);
    double numbers = model.heads().get(0) * ofHead;
    for (int layer = 1; layer < depth; layer++) {
      double width = model.width(layer, vocab, length);
      double queries = layer == depth - 1 ? 1 : t;
      ofHead = PARTIAL_SUMS * width * width + TILE * queries * (4 * width + 2 * t);
      numbers += model.heads().get(layer) * ofHead;
    }
    return FLOAT * numbers;
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

  /** SameDiff keeps every array of the graph for a whole batch, forward and backward. */
  private static double graphBytes(TrialSpec spec) {
    double t = spec.task().length();
    double width = spec.task().vocab() + t;
    double perPosition = 0;
    for (int heads : spec.model().heads()) {
      perPosition += heads * (width + 3 * t);
      width *= 1 + heads;
    }
    return 2 * FLOAT * spec.training().batch() * t * (perPosition + width);
  }
}
