/**
 * What is stored, what is left to do, what it costs, and who may write: everything about a sweep's
 * results that needs no Spark.
 *
 * <p>A file of a table counts only as part of a pack, whose {@code trials} file lists the others:
 * {@link org.espalier.plan.StoreContents}. Nothing is deleted that was not read back elsewhere. The
 * places that delete or replace a file are {@link org.espalier.plan.StoreUpkeep}, {@code Rewrite}
 * and {@link org.espalier.plan.Lease} here and {@link org.espalier.table.ResultWriter}; the table
 * of them, with the fact that makes each safe, is in {@code driver/src/site/markdown/store.md}.
 * Whoever adds one adds a line there.
 */
package org.espalier.plan;
