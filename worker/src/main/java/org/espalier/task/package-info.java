/**
 * Drawing sequences from a causal graph: transition priors, stationary distributions, noise, finite
 * data sets, and the baselines that know the graph.
 *
 * <p>Primitive arrays, in plain Java or, for {@link org.espalier.task.TransitionLoops}, on the
 * Vector API; no ND4J, no files, nothing of models.
 */
package org.espalier.task;
