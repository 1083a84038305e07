package org.espalier.model;

import static org.espalier.model.TileLoops.WIDTH;

import java.util.Arrays;
import org.espalier.task.SequenceBatch;

/**
 * The read-out of a tile: f = softmax(logits), its cross-entropy with the targets, and what of it
 * the gradient needs.
 */
public final class Prediction {
  private final int vocab;
  private final int sequences;
  private final Rows logits;
  private final Rows targets;
  private final Rows distribution;
  private final Rows normalisers;

  /** Of a whole tile. */
  Prediction(int vocab) {
    this(vocab, WIDTH);
  }

  /** Of the first {@code sequences} lanes of a tile. */
  Prediction(int vocab, int sequences) {
    this.vocab = vocab;
    this.sequences = sequences;
    logits = Rows.allocate(vocab);
    targets = Rows.allocate(vocab);
    distribution = Rows.allocate(vocab);
    normalisers = Rows.allocate(3);
  }

  /** [S, WIDTH] to be filled before {@link #forward}. */
  public Rows logits() {
    return logits;
  }

  /** [S, WIDTH] t. */
  public Rows targets() {
    return targets;
  }

  /** [S, WIDTH] f. */
  public Rows distribution() {
    return distribution;
  }

  /** [3, WIDTH] sum_s exp(x_s - max x), sum_s t_s (x_s - max x), sum_s t_s. */
  public Rows normalisers() {
    return normalisers;
  }

  /**
   * From the logits of the sequences from {@code first} on to f; returns the sum of their losses.
   */
  double forward(TileLoops loops, SequenceBatch batch, int first) {
    return forward(loops, batch, first, 0);
  }

  /** Likewise with the targets that are the batch's {@code number}-th, from 0. */
  double forward(TileLoops loops, SequenceBatch batch, int first, int number) {
    load(batch, first, number);
    loops.predict(this);
    return loss(Math.min(sequences, batch.size() - first));
  }

  /** Likewise where lanes are the positions of one sequence from {@code number} WIDTH on. */
  double forwardPositions(TileLoops loops, SequenceBatch batch, int sequence, int number) {
    int first = number * WIDTH;
    int count = Math.min(WIDTH, batch.length() - first);
    for (int s = 0; s < vocab; s++) {
      for (int l = 0; l < count; l++) {
        targets.array()[s * WIDTH + l] = batch.target(sequence, first + l, s);
      }
    }
    loops.predict(this);
    return loss(count);
  }

  /** The sum of the losses of the first {@code lanes}, once f is computed. */
  double loss(int lanes) {
    float[] numbers = normalisers.array();
    double loss = 0;
    for (int l = 0; l < lanes; l++) {
      double total = numbers[2 * WIDTH + l];
      loss += total * Math.log(numbers[l]) - numbers[WIDTH + l];
    }
    return loss;
  }

  /** Takes the targets of the sequences from {@code first} on; 0 past the end of the batch. */
  void load(SequenceBatch batch, int first, int number) {
    int count = Math.min(sequences, batch.size() - first);
    for (int s = 0; s < vocab; s++) {
      int row = s * WIDTH;
      System.arraycopy(
          batch.targets(),
          (number * vocab + s) * batch.size() + first,
          targets.array(),
          row,
          count);
      Arrays.fill(targets.array(), row + count, row + WIDTH, 0);
    }
  }
}
