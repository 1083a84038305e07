package org.espalier.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.espalier.train.CurvePoint;

/** Everything of a result that is not time, to the last bit. */
final class ResultNumbers {
  private ResultNumbers() {}

  static String of(TrialResult result) {
    TrialResult.Measured measured = result.measured();
    var text = new ArrayList<Object>();
    text.add(result.status());
    text.add(new TreeMap<>(measured.metrics()));
    text.add(result.work().steps());
    for (CurvePoint p : measured.curve()) {
      text.add(
          List.of(
              p.step(),
              p.learningRate(),
              p.trainLoss(),
              p.testLoss(),
              p.lossGap(),
              p.parentAttention(),
              p.edgeAccuracy()));
    }
    for (AttentionSnapshot a : measured.attention()) {
      text.add(Arrays.asList(a.step(), a.kind(), a.layer(), a.head(), a.headAblation()));
      text.add(Arrays.deepToString(a.weights()));
    }
    measured.weights().forEach(w -> text.add(w.name() + Arrays.toString(w.values())));
    text.addAll(measured.edges());
    text.addAll(measured.shifts());
    for (RivalScore r : measured.rivals()) {
      text.add(List.of(r.comparison(), r.finding().logEvidence(), r.trueLogEvidence()));
    }
    return text.toString();
  }
}
