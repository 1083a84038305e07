/**
 * The transformers: their parameters in one flat array, their forward pass and their gradient.
 *
 * <p>{@link SameDiffEngine} writes a model out as it is defined and is the reference. Trials run on
 * kernels, which compute the same numbers without what the structure makes zero: {@link
 * TwoLayerKernel} the paper's model, {@link TileKernel} every other ({@link DeepNetwork}, {@link
 * TransformerNetwork}, {@link ReducedModel}). Their inner loops are {@link TileLoops} and {@link
 * ResidualLoops}.
 *
 * <p>Everything here is a function of (parameters, batch). Drawing batches is {@code task}'s,
 * changing parameters is {@code train}'s.
 */
package org.espalier.model;
