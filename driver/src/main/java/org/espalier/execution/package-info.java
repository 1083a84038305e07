/**
 * The fan-out over Spark: packs of trials become tasks, tasks commit tables, and only small
 * outcomes come back.
 */
package org.espalier.execution;
