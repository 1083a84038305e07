package org.espalier.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.avro.generic.GenericRecord;
import org.espalier.trial.TrialId;

/**
 * Writes the trials of a pack, so that all of them appear in the tables at once or none does.
 *
 * <p>Rows go to hidden files as trials end. {@link #commit} closes these and gives them the name of
 * the pack, {@code trials} last: a trial exists if and only if it has a row there, and what a
 * process leaves that dies before is never seen. That file lists the others of the pack, so that
 * one that is lost, cut or swapped later is missed. The name is the hash of the ids of the trials
 * that were written, so a second attempt at a pack finds the first, which has the same rows, and
 * leaves it.
 */
public final class ResultWriter implements Closeable {
  private final Storage storage;
  private final Staging staging;
  private final List<Part<?>> parts = new ArrayList<>();
  private final Set<TrialId> ids = new LinkedHashSet<>();

  /** The rows of a trial in one of the tables. */
  private interface Rows<R> {
    List<R> of(TrialRow trial);
  }

  /** One table's file while it is written. */
  private record Part<R>(Table<R> table, Rows<R> rows, String file, TableFileWriter writer) {
    List<GenericRecord> records(TrialRow trial) {
      return rows.of(trial).stream().map(table::record).toList();
    }
  }

  private ResultWriter(Storage storage, Staging staging) {
    this.storage = storage;
    this.staging = staging;
  }

  /**
   * A writer of one attempt at a pack.
   *
   * @param staging directory of this attempt alone, under {@link Layout#STAGING}
   */
  public static ResultWriter open(Storage storage, String staging) throws IOException {
    var writer = new ResultWriter(storage, storage.staging(staging));
    try {
      writer.add(AttentionTable.TABLE, AttentionTable::rows);
      writer.add(WeightsTable.TABLE, WeightsTable::rows);
      writer.add(EdgesTable.TABLE, EdgesTable::rows);
      writer.add(CurvesTable.TABLE, CurvesTable::rows);
      writer.add(ShiftsTable.TABLE, ShiftsTable::rows);
      writer.add(RivalsTable.TABLE, RivalsTable::rows);
      writer.add(PredictorsTable.TABLE, PredictorsTable::rows);
      writer.add(TrialsTable.TABLE, List::of);
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private <R> void add(Table<R> table, Rows<R> rows) throws IOException {
    String file = table.name() + Layout.SUFFIX;
    parts.add(
        new Part<>(table, rows, file, TableFileWriter.open(table.schema(), staging.output(file))));
  }

  /**
   * Adds a trial that has ended.
   *
   * @throws IllegalArgumentException if a value does not fit its column, or the trial is in the
   *     pack already; nothing of it is written then
   */
  public void write(TrialRow trial) throws IOException {
    List<List<GenericRecord>> records = new ArrayList<>();
    try {
      for (Part<?> part : parts) {
        records.add(part.records(trial));
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the result fits no table: " + e.getMessage(), e);
    }
    if (!ids.add(trial.id())) {
      throw new IllegalArgumentException("trial " + trial.id() + " is in the pack already");
    }
    for (int p = 0; p < parts.size(); p++) {
      for (GenericRecord row : records.get(p)) {
        parts.get(p).writer().write(row);
      }
    }
  }

  /** The trials written so far, in order. */
  public List<TrialId> ids() {
    return List.copyOf(ids);
  }

  /**
   * Makes the trials written so far appear in the tables, if the process may still write there.
   *
   * @param permitted asked once everything is written, right before the first file gets its name
   * @return the name of the pack; empty if nothing was written or it was not permitted
   */
  public String commit(BooleanSupplier permitted) throws IOException {
    String pack = Layout.packName(ids);
    closeParts(pack);
    if (ids.isEmpty() || !permitted.getAsBoolean()) {
      close();
      return "";
    }
    if (isStored(pack)) {
      close();
      return pack;
    }
    for (Part<?> part : parts) {
      staging.publish(part.file(), Layout.file(part.table(), pack));
    }
    parts.clear();
    staging.close();
    return pack;
  }

  private void closeParts(String pack) throws IOException {
    var companions = new LinkedHashMap<String, PackManifest.Companion>();
    for (Part<?> part : parts) {
      if (part.table() == TrialsTable.TABLE) {
        part.writer().manifest(new PackManifest(pack, companions));
      }
      part.writer().close();
      companions.put(part.table().name(), part.writer().written());
    }
  }

  /**
   * Whether another attempt has committed the pack. What has its name and is damaged is set aside,
   * {@code trials} first.
   */
  private boolean isStored(String pack) throws IOException {
    String trials = Layout.file(TrialsTable.TABLE, pack);
    if (!storage.exists(trials)) {
      return false;
    }
    if (PackFiles.areWhole(storage, pack)) {
      return true;
    }
    PackFiles.setAside(storage, List.of(pack), UUID.randomUUID().toString());
    return false;
  }

  /** Gives up what was not committed. */
  @Override
  public void close() throws IOException {
    for (Part<?> part : parts) {
      try {
        part.writer().close();
      } catch (IOException | RuntimeException e) {
        // the file is deleted next, whole or not
      }
    }
    parts.clear();
    staging.close();
  }
}
