package org.espalier.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.sweep.Cell;
import org.espalier.sweep.Sweep;
import org.espalier.trial.TrialId;

/** Trials as a person knows them: by the values of what the sweep varies. */
final class TrialLabels {
  private final Map<TrialId, Cell> cells = new HashMap<>();

  TrialLabels(Sweep sweep) {
    sweep.cells().forEach(cell -> cells.put(cell.id(), cell));
  }

  /** {@code graph.family=star seed=3}; the id where the sweep has no such trial. */
  String of(TrialId id) {
    Cell cell = cells.get(id);
    if (cell == null || cell.coordinates().isEmpty()) {
      return id.value();
    }
    return cell.coordinates().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
