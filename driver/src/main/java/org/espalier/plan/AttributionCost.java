package org.espalier.plan;

import org.espalier.model.Factored;
import org.espalier.model.Gpt;
import org.espalier.model.Model;
import org.espalier.model.PositionEncoding;
import org.espalier.trial.TrialSpec;

/**
 * What read-outs beside attention take of a trial, in seconds on one core of the reference machine.
 *
 * <p>For each of the pairs of positions, some T^2 / 2, of each sequence the later layers are
 * computed again: of the second layer what attends from the changed position on, of further ones
 * all after it, of the last layer the last position alone. So it grows as T^3 with two layers and
 * as T^4 with more.
 */
final class AttributionCost {

  /** Of a multiply-add in double precision. */
  private static final double PRODUCT = 7.5e-10;

  /** Of a value that is made, beside its products. */
  private static final double NODE = 8e-8;

  /** Of a key that a query is compared with, or a value that is averaged, beside its products. */
  private static final double VISIT = 7e-9;

  /** Passes beside one for each head that is ablated: one as it is, one with its gradient. */
  private static final double OTHER_PASSES = 4;

  private final Model model;
  private final int vocab;
  private final int length;

  private AttributionCost(Model model, int vocab, int length) {
    this.model = model;
    this.vocab = vocab;
    this.length = length;
  }

  /** All of it; 0 where the trial does not ask for it or the model has one layer. */
  static double seconds(TrialSpec spec) {
    int sequences = spec.evaluation().readOut().attributionSequences();
    if (sequences == 0 || spec.model().heads().size() < 2) {
      return 0;
    }
    var cost = new AttributionCost(spec.model(), spec.task().vocab(), spec.task().length());
    return sequences * cost.perSequence();
  }

  private double perSequence() {
    int heads = model.heads().stream().mapToInt(Integer::intValue).sum();
    double whole = 0;
    for (int layer = 0; layer < layers(); layer++) {
      whole += layer(layer, 0) + length * projection(layer);
    }
    double pairs = 0;
    for (int i = 1; i < length - 1; i++) {
      double changed = average(0, i + 1) + output(0);
      for (int layer = 1; layer < layers(); layer++) {
        changed += (layer == 1 ? 1 : length - i) * projection(layer) + layer(layer, i);
      }
      pairs += (i + 1) * changed;
    }
    return pairs + (OTHER_PASSES + heads) * whole;
  }

  private int layers() {
    return model.heads().size();
  }

  /** A layer from a position on; of the last layer the last position alone. */
  private double layer(int layer, int from) {
    int first = layer == layers() - 1 ? length - 1 : from;
    double sum = 0;
    for (int i = first; i < length; i++) {
      sum += scores(layer, i + 1) + average(layer, i + 1) + output(layer);
    }
    return sum;
  }

  /** Width of the residual stream that a layer reads. */
  private double width(int layer) {
    if (model instanceof Gpt gpt) {
      return gpt.width();
    }
    if (model instanceof Model.Transformer transformer) {
      return transformer.width();
    }
    if (model instanceof Model.Reduced reduced) {
      return layer == 0 ? vocab : reduced.positional() * vocab;
    }
    return new Model.Disentangled(model.heads()).width(layer, vocab, length);
  }

  /** Queries, keys and values of a position. */
  private double projection(int layer) {
    double width = width(layer);
    return model instanceof Gpt ? time(3, 3 * width * width) : time(1, 0);
  }

  /** Scores of one position over some keys, of all heads. */
  private double scores(int layer, int keys) {
    double width = width(layer);
    double heads = model.heads().get(layer);
    if (model instanceof Gpt gpt) {
      double terms = gpt.positions() == PositionEncoding.RELATIVE_QUERY ? 2 : 1;
      return terms * visits(layer, keys) + time(2 * heads, terms * keys * width);
    }
    if (model instanceof Model.Reduced && layer == 0) {
      return time(heads, 0);
    }
    if (model instanceof Factored factored) {
      double ofKeys = keys * (width + 1) * factored.rank();
      return visits(layer, keys) + heads * time(2 + keys, width * factored.rank() + ofKeys);
    }
    return visits(layer, keys) + heads * time(2, width * width + keys * width);
  }

  /** What a position averages of some values, of all heads. */
  private double average(int layer, int keys) {
    double values = model instanceof Model.Reduced ? vocab : width(layer);
    double ofHeads = model instanceof Gpt ? values : model.heads().get(layer) * values;
    return visits(layer, keys) + time(2.0 * model.heads().get(layer), keys * ofHeads);
  }

  private double output(int layer) {
    double width = width(layer);
    if (model instanceof Gpt gpt) {
      return time(6, width * width + 2 * width * gpt.hidden());
    }
    if (model instanceof Model.Transformer transformer) {
      double ofHeads = model.heads().get(layer) * width * width;
      return time(6, ofHeads + 2 * width * transformer.hidden());
    }
    return time(1, width);
  }

  private double visits(int layer, int keys) {
    return VISIT * model.heads().get(layer) * keys;
  }

  private static double time(double nodes, double products) {
    return NODE * nodes + PRODUCT * products;
  }
}
