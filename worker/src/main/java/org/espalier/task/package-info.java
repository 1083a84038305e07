/**
 * Drawing sequences from a causal graph: transition priors, stationary laws, noise, finite data
 * sets, and the baselines that know the graph.
 *
 * <p>Plain Java over primitive arrays; no ND4J, no files, nothing of models.
 */
package org.espalier.task;
