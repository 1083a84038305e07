package org.espalier.model;

import org.espalier.task.SequenceBatch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a model's loss and gradient on a batch: the seam between the training loop and the
 * kernels.
 *
 * <p>An engine is made for one model, vocabulary, length and largest batch; it is used by one
 * thread, keeps its work space between calls, and has no other state: equal arguments give
 * bit-identical results.
 */
public interface GradientEngine extends AutoCloseable {

  /** What the {@code trials} table records: {@code kernel}, {@code samediff}, ... */
  String name();

  /**
   * Mean cross-entropy -sum_s target(s) log f(s) over the batch, and its gradient.
   *
   * @param batch at most the size that the engine was made for
   * @param parameters [n] flat, not changed
   * @param gradient [n] flat, overwritten
   * @return the loss in nats, not finite if the parameters have diverged
   */
  double lossAndGradient(SequenceBatch batch, INDArray parameters, INDArray gradient);

  /** The loss alone, in nats; the same value as {@link #lossAndGradient}'s up to rounding. */
  double loss(SequenceBatch batch, INDArray parameters);

  /**
   * The predicted distributions f(. | sequence).
   *
   * @param probabilities [S,B] or [T,S,B] overwritten, laid out as {@link SequenceBatch#targets()}
   */
  void probabilities(SequenceBatch batch, INDArray parameters, float[] probabilities);

  /** Frees native work space. */
  @Override
  void close();
}
