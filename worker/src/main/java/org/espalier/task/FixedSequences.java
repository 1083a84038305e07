package org.espalier.task;

import java.util.Arrays;
import java.util.Locale;

/**
 * A fixed data set: N sequences drawn once, then handed out epoch by epoch, each epoch in a new
 * uniform order. A batch may end one epoch and begin the next.
 */
public final class FixedSequences implements SequenceSource {

  private final SequenceBatch data;
  private final int[] order;
  private final Xoshiro256 random;
  private int next;

  /**
   * Draws the data set.
   *
   * @param source where the N sequences come from
   * @param data of size N, filled here
   * @param seed of the orders
   */
  public FixedSequences(SequenceSource source, SequenceBatch data, long seed) {
    source.draw(data);
    this.data = data;
    order = new int[data.size()];
    Arrays.setAll(order, i -> i);
    random = new Xoshiro256(seed);
    next = order.length;
  }

  @Override
  public void draw(SequenceBatch into) {
    if (into.length() != data.length()
        || into.vocab() != data.vocab()
        || into.targetPositions() != data.targetPositions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of length %d, vocab %d, %d targets for sequences of length %d, vocab %d, %d targets",
              into.length(),
              into.vocab(),
              into.targetPositions(),
              data.length(),
              data.vocab(),
              data.targetPositions()));
    }
    for (int b = 0; b < into.size(); b++) {
      if (next == order.length) {
        shuffle();
      }
      copy(order[next++], into, b);
    }
  }

  @Override
  public SourceState state() {
    return new SourceState(random.state(), order.clone(), next);
  }

  @Override
  public void restore(SourceState state) {
    if (state.order().length != order.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %d sequences for a data set of %d",
              state.order().length,
              order.length));
    }
    random.restore(state.random());
    System.arraycopy(state.order(), 0, order, 0, order.length);
    next = state.next();
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    next = 0;
  }

  private void copy(int from, SequenceBatch into, int to) {
    for (int i = 0; i < data.length(); i++) {
      into.tokens()[i * into.size() + to] = data.token(from, i);
    }
    int rows = data.targetPositions() * data.vocab();
    for (int r = 0; r < rows; r++) {
      into.targets()[r * into.size() + to] = data.targets()[r * data.size() + from];
    }
  }
}
