package org.espalier.scan;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;

/**
 * Which rows of a table a statement sees.
 *
 * @param root of the results folder
 * @param table name of the table
 * @param key the column of a trial's id
 * @param partial packs of which some trials count in another pack
 * @param trials the trials that count in each pack, by id
 */
record PackRows(
    String root,
    String table,
    String key,
    Set<String> partial,
    Broadcast<Map<String, Map<String, Attempt>>> trials)
    implements Serializable {}
