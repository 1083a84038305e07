/**
 * The tables: Avro schemas, with the meaning of every column as its doc, and the Parquet writer.
 */
package org.espalier.table;
