/**
 * Who causes whom: causal graphs over the context positions and the families they are drawn from.
 *
 * <p>Plain Java and the random source that is passed in; no ND4J, no files, nothing of training.
 */
package org.espalier.graph;
