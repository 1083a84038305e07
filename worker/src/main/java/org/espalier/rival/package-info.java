/**
 * What a classical method makes of the sequences that a model was trained on: rivals of attention
 * that choose parents for every position, without training.
 *
 * <p>A rival sees the shown tokens of the context and knows the prior of the transition
 * distribution, as the Bayes predictors of {@link org.espalier.task} do; it knows neither the graph
 * nor the targets. Primitive arrays in float64; no ND4J, no files, nothing of models. How good a
 * found graph is, is for {@link org.espalier.metric} to say.
 */
package org.espalier.rival;
