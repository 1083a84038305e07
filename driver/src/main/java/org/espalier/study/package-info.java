/**
 * What a study may conclude from its trials: intervals over replicates, how many replicates a cell
 * needs, contrasts between the values of an axis, and the importance of axes.
 *
 * <p>Everything here is arithmetic on plain numbers: no files, no Spark, no settings. What random
 * numbers it needs it draws from a stream with a fixed seed, so that equal data give equal answers.
 */
package org.espalier.study;
