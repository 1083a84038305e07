/**
 * Read-outs of the graph beside attention itself: on which first-layer weights and which heads the
 * loss of a trained model depends.
 *
 * <p>A forward pass of every model, one sequence at a time in float64, that begins again after any
 * first-layer weight was changed, with its derivative by those weights. Primitive arrays; no ND4J,
 * no files, and nothing of how models are trained. How well a read-out finds the graph is for
 * {@link org.espalier.metric} to say.
 */
package org.espalier.attribution;
