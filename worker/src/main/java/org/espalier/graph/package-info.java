/**
 * Who causes whom: causal graphs over the context positions and the families they are drawn from.
 *
 * <p>Plain Java and the random source that is passed in; no ND4J, nothing of training. The one file
 * it reads is a list of explicit graphs.
 */
package org.espalier.graph;
