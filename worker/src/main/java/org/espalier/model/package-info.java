/**
 * The transformers: their parameters in one flat array, their forward pass and their gradient.
 *
 * <p>{@link SameDiffEngine} writes a model out as it is defined and is the reference. Trials run on
 * a kernel, {@link TileKernel}, which computes the same numbers tile by tile without what the
 * structure makes zero: of the paper's model as {@link TwoLayerModel}, of deeper ones as {@link
 * DeepNetwork}, of the others as {@link TransformerNetwork}, {@link GptNetwork} and {@link
 * ReducedModel}; for long sequences of the first two as {@link LongTwoLayerModel} and {@link
 * LongDeepModel}, and where every position predicts as {@link NextTokenModel}. Its inner loops are
 * {@link TileLoops}, {@link PositionLoops}, {@link SequenceLoops}, {@link TransformerLoops} and
 * {@link ResidualLoops}.
 *
 * <p>Everything here is a function of (parameters, batch). Drawing batches is {@code task}'s,
 * changing parameters is {@code train}'s.
 */
package org.espalier.model;
