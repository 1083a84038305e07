package org.espalier.trial;

import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.espalier.metric.PairCorrelation;
import org.espalier.model.AttentionMaps;
import org.espalier.model.Model;
import org.espalier.model.Parameters;
import org.espalier.task.SequenceBatch;
import org.espalier.task.StructurePosterior;

/**
 * Whether attention selects the structure that a sequence has (D'Angelo, Croce, Flammarion, arXiv
 * 2509.08184): the attention of the last layer to the parents that a structure gives to the next
 * token, against the posterior probability of the structure.
 *
 * <p>A layer that selects need not attend to the parents: any token of a parent's symbol tells it
 * as much of the next token. The second correlation therefore asks for the symbol alone.
 *
 * @param parents Pearson correlation, over sequences, positions that predict and structures c, of
 *     the attention to the parents of the next token under c with P(c | tokens); empty where one of
 *     the two does not vary
 * @param chanceParents what it is if attention goes evenly to all tokens up to the position: 0
 *     where all structures give equally many parents
 * @param symbols likewise over symbols s, of the attention to all tokens that are s with the
 *     probability that a parent of the next token is s: sum_c P(c | tokens) times the share of s
 *     among the parents under c
 * @param chanceSymbols what the second is if attention goes evenly
 */
record StructureSelection(
    OptionalDouble parents,
    OptionalDouble chanceParents,
    OptionalDouble symbols,
    OptionalDouble chanceSymbols) {

  /** Where there are no structures to select, or no next token. */
  static final StructureSelection NONE =
      new StructureSelection(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  /**
   * Of those positions at which every structure gives parents to the next token.
   *
   * @param pause called between sequences; what it throws ends the measurement
   */
  static StructureSelection of(
      Model model,
      Parameters parameters,
      StructurePosterior posterior,
      SequenceBatch sequences,
      Runnable pause) {
    int structures = posterior.structures();
    int positions = sequences.targetPositions();
    double[] weights = new double[positions * structures];
    var byParents = new PairCorrelation();
    var evenlyToParents = new PairCorrelation();
    var bySymbols = new PairCorrelation();
    var evenlyToSymbols = new PairCorrelation();
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
            double[] row = attention[position];
            double[] probabilities = new double[sequences.vocab()];
            for (int c = 0; c < structures; c++) {
              double weight = weights[p * structures + c];
              int[] parents = posterior.nextParents(c, position);
              double mass = 0;
              for (int parent : parents) {
                mass += row[parent];
                probabilities[sequences.token(b, parent)] += weight / parents.length;
              }
              byParents.add(mass, weight);
              evenlyToParents.add((double) parents.length / (position + 1), weight);
            }
            double[] attended = attendedSymbols(sequences, b, position, i -> row[i]);
            double[] even = attendedSymbols(sequences, b, position, i -> 1.0 / (position + 1));
            for (int s = 0; s < attended.length; s++) {
              bySymbols.add(attended[s], probabilities[s]);
              evenlyToSymbols.add(even[s], probabilities[s]);
            }
          }
        });
    return new StructureSelection(
        byParents.value(), evenlyToParents.value(), bySymbols.value(), evenlyToSymbols.value());
  }

  /** Attention of a position to the tokens of each symbol, [S]. */
  private static double[] attendedSymbols(
      SequenceBatch sequences, int b, int position, IntToDoubleFunction attention) {
    double[] attended = new double[sequences.vocab()];
    for (int i = 0; i <= position; i++) {
      attended[sequences.token(b, i)] += attention.applyAsDouble(i);
    }
    return attended;
  }

  private static boolean isSelected(StructurePosterior posterior, int position) {
    boolean isSelected = true;
    for (int c = 0; c < posterior.structures(); c++) {
      isSelected &= posterior.nextParents(c, position).length > 0;
    }
    return isSelected;
  }
}
