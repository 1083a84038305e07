package org.espalier.query;

import java.util.List;
import java.util.Optional;
import org.espalier.ConfigurationException;
import org.espalier.plan.ResultStore;
import org.espalier.sweep.SweepReader;
import org.espalier.table.Layout;

/**
 * What a results folder says of the sweep that was last run there.
 *
 * @param name of the sweep; the folder's, if it does not say
 * @param varied paths of the settings that the sweep varies; none if the folder does not say
 */
public record StudyHeading(String name, List<String> varied) {

  /**
   * The heading of a folder's results.
   *
   * @throws ConfigurationException if the folder's copy of the sweep is damaged
   */
  public static StudyHeading of(ResultStore store) {
    Optional<SweepReader.Heading> heading = read(store);
    String root = store.storage().root();
    return new StudyHeading(
        heading
            .map(SweepReader.Heading::name)
            .orElseGet(() -> root.substring(root.lastIndexOf('/') + 1)),
        heading.map(SweepReader.Heading::varied).orElse(List.of()));
  }

  private static Optional<SweepReader.Heading> read(ResultStore store) {
    String file = store.storage().address(Layout.SWEEP);
    try {
      return store.resolvedSweep().map(text -> SweepReader.heading(text, file));
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          e.getMessage() + "; `run` of the sweep writes this file again", e);
    }
  }
}
