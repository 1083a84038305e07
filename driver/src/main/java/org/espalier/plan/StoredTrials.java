package org.espalier.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.trial.TrialId;

/** The trials that are in the tables, by id. */
public final class StoredTrials {

  /** None. */
  public static final StoredTrials NONE = new StoredTrials(List.of());

  private final Map<TrialId, StoredTrial> byId;

  /** Those trials; of several rows with one id the first counts. */
  public StoredTrials(List<StoredTrial> trials) {
    byId = new HashMap<>(trials.size() * 4 / 3 + 1);
    trials.forEach(trial -> byId.putIfAbsent(trial.id(), trial));
  }

  /** All, in no order. */
  public Collection<StoredTrial> all() {
    return byId.values();
  }

  /** The trial of that id, if it is stored. */
  public Optional<StoredTrial> find(TrialId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Number of trials. */
  public int count() {
    return byId.size();
  }
}
