package org.espalier.task;

import static org.espalier.InvalidValueException.require;

import java.io.Serializable;

/**
 * How sequences are drawn from a graph.
 *
 * @param vocab S, 2 to 64
 * @param length T with the query, at least 3
 * @param prior law of the transition matrix, drawn anew for every sequence
 * @param flip probability that a shown context token is replaced by a uniform one after generation,
 *     in [0, 1]; the target stays clean
 * @param samples number of training sequences, shuffled and reused; 0 draws fresh ones at every
 *     step
 */
public record TaskSettings(int vocab, int length, TransitionPrior prior, double flip, int samples)
    implements Serializable {

  public TaskSettings {
    require(vocab >= 2 && vocab <= 64, "vocab", vocab, "must be in 2..64");
    require(length >= 3, "length", length, "must be >= 3");
    require(flip >= 0 && flip <= 1, "flip", flip, "must be in [0, 1]");
    require(samples >= 0, "samples", samples, "must be >= 0");
    if (prior instanceof TransitionPrior.Asymmetric asymmetric) {
      require(
          asymmetric.alphas().size() == vocab,
          "alphas",
          asymmetric.alphas(),
          "must be vocab = " + vocab + " numbers");
    }
    if (prior instanceof TransitionPrior.NearDeterministic near) {
      require(
          near.determinism() >= 1.0 / vocab,
          "determinism",
          near.determinism(),
          "must be in [1/vocab, 1)");
    }
  }
}
