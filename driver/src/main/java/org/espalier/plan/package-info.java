/**
 * What is stored, what is left to do, what it costs, and who may write: everything about a sweep's
 * results that needs no Spark.
 */
package org.espalier.plan;
