package org.espalier.query;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.plan.MetricScan;
import org.espalier.plan.ResultStore;
import org.espalier.trial.TrialId;

/** The headline metrics of stored trials that succeeded, read without Spark. */
public final class RecoveryScan {
  private RecoveryScan() {}

  /**
   * Reads them.
   *
   * @return for each trial the values of {@link Headline#METRICS}, NaN where there is none
   */
  public static Map<TrialId, List<Double>> read(ResultStore store) throws IOException {
    var metrics = new HashMap<TrialId, List<Double>>();
    MetricScan.read(store, Headline.METRICS)
        .forEach((id, values) -> metrics.put(id, Arrays.stream(values).boxed().toList()));
    return metrics;
  }
}
