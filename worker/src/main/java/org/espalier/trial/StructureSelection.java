package org.espalier.trial;

import java.util.OptionalDouble;
import org.espalier.metric.PairCorrelation;
import org.espalier.model.AttentionMaps;
import org.espalier.model.Model;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.StructurePosterior;

/**
 * Whether attention selects the structure that a sequence has (D'Angelo, Croce, Flammarion, arXiv
 * 2509.08184): the attention that the last layer pays to the parents that a structure gives to the
 * next token, against the posterior probability of the structure.
 */
final class StructureSelection {

  private StructureSelection() {}

  /**
   * Pearson correlation over sequences, positions that predict and structures; over those positions
   * at which every structure gives parents to the next token.
   *
   * @param pause called between sequences; what it throws ends the measurement
   * @return empty where one of the two does not vary
   */
  static OptionalDouble correlation(
      Model model,
      Parameters parameters,
      StructurePosterior posterior,
      SequenceBatch sequences,
      Runnable pause) {
    int structures = posterior.structures();
    int positions = sequences.targetPositions();
    double[] weights = new double[positions * structures];
    var correlation = new PairCorrelation();
    AttentionMaps.lastLayer(
        model,
        parameters,
        sequences,
        pause,
        (b, attention) -> {
          posterior.weights(sequences, b, weights);
          for (int p = 0; p < positions; p++) {
            int position = sequences.length() - positions + p;
            if (!isSelected(posterior, position)) {
              continue;
            }
            for (int c = 0; c < structures; c++) {
              double mass = 0;
              for (int parent : posterior.nextParents(c, position)) {
                mass += attention[position][parent];
              }
              correlation.add(mass, weights[p * structures + c]);
            }
          }
        });
    return correlation.value();
  }

  private static boolean isSelected(StructurePosterior posterior, int position) {
    boolean isSelected = true;
    for (int c = 0; c < posterior.structures(); c++) {
      isSelected &= posterior.nextParents(c, position).length > 0;
    }
    return isSelected;
  }
}
