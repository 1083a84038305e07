/**
 * The transformers: their parameters in one flat array, their forward pass and their gradient.
 *
 * <p>Everything here is a function of (parameters, batch). Drawing batches is {@code task}'s,
 * changing parameters is {@code train}'s.
 */
package org.espalier.model;
