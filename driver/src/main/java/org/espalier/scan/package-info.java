/**
 * The files of a results folder as tables of Spark, which prunes columns and hands filters to the
 * Parquet reader. What was in the folder when a statement began is what the statement sees, also
 * when its files are compacted while it runs. Nothing here writes.
 */
package org.espalier.scan;
