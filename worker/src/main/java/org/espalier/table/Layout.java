package org.espalier.table;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.trial.TrialId;

/**
 * Where things are in a results folder.
 *
 * <pre>
 * trials/, curves/, attention/, weights/, edges/,
 * shifts/, rivals/, predictors/                    the tables: a file for each pack, of one name
 * sweep.conf                                       the resolved sweep
 * cells.csv                                        ids of its trials
 * runs/                                            a JSON manifest for each run
 * .espalier/                                       what only a running sweep needs
 * </pre>
 */
public final class Layout {

  /** The end of every table file's name. */
  public static final String SUFFIX = ".parquet";

  /** The resolved sweep that was last run here, as a sweep file. */
  public static final String SWEEP = "sweep.conf";

  /** The ids of that sweep's trials in the column {@code id}, in the sweep's order. */
  public static final String CELLS = "cells.csv";

  /** A JSON manifest for each run. */
  public static final String RUNS = "runs";

  /** What only a running sweep needs; hidden from whoever reads the folder. */
  public static final String HIDDEN = ".espalier";

  /** Files being written, by run. */
  public static final String STAGING = HIDDEN + "/staging";

  /** Marks of the trials that are running. */
  public static final String RUNNING = HIDDEN + "/running";

  /** States of trials that are running, to go on from. */
  public static final String STATES = HIDDEN + "/states";

  /** Ends of trials, for longer ones to begin with. */
  public static final String ENDS = HIDDEN + "/ends";

  /** Packs that a compaction is about to put in place of others. */
  public static final String REWRITTEN = HIDDEN + "/rewritten";

  /** Who may write here now. */
  public static final String LEASE = HIDDEN + "/lease.json";

  /**
   * What was found in a table and does not belong there any more: a folder for each time that
   * something was set aside, in it the names that the files had.
   */
  public static final String QUARANTINE = HIDDEN + "/quarantine";

  private static final Pattern PACK_FILE = Pattern.compile("[0-9a-f]{24}\\.parquet");

  /**
   * All tables in the order in which a pack's files get their names: {@code trials} last, so that a
   * trial exists if and only if it has a row there.
   */
  public static final List<Table<?>> TABLES =
      List.of(
          AttentionTable.TABLE,
          WeightsTable.TABLE,
          EdgesTable.TABLE,
          CurvesTable.TABLE,
          ShiftsTable.TABLE,
          RivalsTable.TABLE,
          PredictorsTable.TABLE,
          TrialsTable.TABLE);

  /** Names of the tables of which every pack of version 0.1.0 has a file. */
  public static final Set<String> FIRST_TABLES =
      Set.of("attention", "weights", "edges", "curves", "shifts", "trials");

  /** All folders that a run may put something into. */
  public static final List<String> FOLDERS =
      Stream.concat(
              TABLES.stream().map(Table::name),
              Stream.of(RUNS, HIDDEN, STAGING, RUNNING, STATES, ENDS, REWRITTEN, QUARANTINE))
          .toList();

  private Layout() {}

  /**
   * The name of a pack: the hash of the ids of the trials that it holds, whatever their order. The
   * same trials, the same name.
   */
  public static String packName(Collection<TrialId> ids) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      ids.stream()
          .sorted()
          .forEach(id -> hash.update((id.value() + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(hash.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a file in a table's folder has the name of a pack's file. */
  public static boolean isPackFile(String fileName) {
    return PACK_FILE.matcher(fileName).matches();
  }

  /** The file of a pack in a table. */
  public static String file(Table<?> table, String pack) {
    return file(table.name(), pack);
  }

  /** As {@link #file(Table, String)}, of a table by its name. */
  public static String file(String table, String pack) {
    return table + "/" + pack + SUFFIX;
  }

  /** The name of the pack that a table's file belongs to. */
  public static String pack(String fileName) {
    return fileName.substring(0, fileName.length() - SUFFIX.length());
  }
}
