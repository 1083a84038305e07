/**
 * The transformers: their parameters in one flat array, their forward pass and their gradient.
 *
 * <p>{@link SameDiffEngine} writes a model out as it is defined and is the reference. Trials run on
 * a kernel, {@link TileKernel}, which computes the same numbers tile by tile without what the
 * structure makes zero: of the paper's model as {@link TwoLayerModel} or, for long sequences,
 * {@link LongTwoLayerModel}, of the others as {@link DeepNetwork}, {@link TransformerNetwork},
 * {@link GptNetwork} and {@link ReducedModel}. Its inner loops are {@link TileLoops}, {@link
 * PositionLoops}, {@link TransformerLoops} and {@link ResidualLoops}.
 *
 * <p>Everything here is a function of (parameters, batch). Drawing batches is {@code task}'s,
 * changing parameters is {@code train}'s.
 */
package org.espalier.model;
