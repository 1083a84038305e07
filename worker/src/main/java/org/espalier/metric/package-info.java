/**
 * Was the graph recovered, and how good is the prediction: functions of plain matrices and a graph.
 *
 * <p>No ND4J, no files; each metric is defined in its Javadoc.
 */
package org.espalier.metric;
