package org.espalier.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.EngineChoice;
import org.espalier.model.Gpt;
import org.espalier.model.GradientEngines;
import org.espalier.model.LossPositions;
import org.espalier.model.Model;
import org.espalier.trial.SpecKeys;
import org.espalier.trial.TrialSpec;
import org.espalier.trial.TrialStatus;

/**
 * What a trial takes: an estimate from its dimensions and steps, times what trials of its kind were
 * measured to take against that estimate.
 */
public final class CostModel {
  /** Seconds that a trial takes beside its arithmetic. */
  private static final double OVERHEAD = .005;

  /** Seconds that a step takes beside its sequences. */
  private static final double STEP = 8e-5;

  private final Map<Kind, Double> factors;
  private final double factor;

  /** Trials whose estimates are wrong by about the same factor. */
  private record Kind(
      String model, List<Integer> heads, int vocab, int length, EngineChoice engine) {
    static Kind of(TrialSpec spec) {
      return new Kind(
          spec.model().name(),
          spec.model().heads(),
          spec.task().vocab(),
          spec.task().length(),
          spec.learner().engine().of(spec.model()));
    }
  }

  private CostModel(Map<Kind, Double> factors, double factor) {
    this.factors = factors;
    this.factor = factor;
  }

  /**
   * Estimates corrected by the planned trials that are stored: by the median of measured over
   * estimated time among those of the same kind, else among all.
   */
  public static CostModel calibrated(List<PlannedTrial> planned, StoredTrials stored) {
    var ratios = new HashMap<Kind, List<Double>>();
    var all = new ArrayList<Double>();
    for (PlannedTrial trial : planned) {
      stored
          .find(trial.id())
          .filter(known -> known.status() == TrialStatus.SUCCEEDED)
          .ifPresent(
              known -> {
                double ratio = known.seconds() / estimate(trial.spec(), known.inherited());
                all.add(ratio);
                ratios.computeIfAbsent(Kind.of(trial.spec()), k -> new ArrayList<>()).add(ratio);
              });
    }
    var factors = new HashMap<Kind, Double>();
    ratios.forEach((kind, list) -> factors.put(kind, median(list)));
    return new CostModel(factors, all.isEmpty() ? 1 : median(all));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }

  /** Expected time on one core from the start, in seconds. */
  public double seconds(TrialSpec spec) {
    return seconds(spec, 0);
  }

  /**
   * Expected time on one core, in seconds.
   *
   * @param inherited steps that a shorter trial has done
   */
  double seconds(TrialSpec spec, int inherited) {
    return estimate(spec, inherited) * factors.getOrDefault(Kind.of(spec), factor);
  }

  /** What trials have in common whose estimates are wrong by about the same factor. */
  public Object kind(TrialSpec spec) {
    return Kind.of(spec);
  }

  /**
   * Time on one core of the reference machine, in seconds: two trials at once on two cores of a
   * Xeon at 2.5 GHz.
   */
  private static double estimate(TrialSpec spec, int inherited) {
    double steps = spec.training().totalSteps() - inherited;
    double evaluations = 2 + steps / spec.evaluation().curve().every();
    double forward = (double) spec.evaluation().curve().sequences() / 3;
    forward *= spec.evaluation().predictors().isEmpty() ? 1 : 2; // the model's predictions as well
    double heldOut = evaluations * forward;
    double drawn = steps * spec.training().batch() + heldOut;
    int computedInStep =
        GradientEngines.computedSequences(
            spec.model(),
            spec.task().vocab(),
            spec.task().length(),
            spec.training().batch(),
            spec.learner().engine(),
            spec.learner().loss());
    double computed = steps * computedInStep + heldOut;
    double theory = 2.5e-5 * square(spec) * spec.evaluation().theorySequences();
    return OVERHEAD
        + STEP * steps
        + theory
        + drawn * drawing(spec)
        + computed * gradient(spec)
        + PredictorCost.seconds(spec, evaluations)
        + RivalCost.seconds(spec)
        + AttributionCost.seconds(spec);
  }

  /** Seconds to draw a sequence: S Gamma variates for each of S rows of its transition matrix. */
  private static double drawing(TrialSpec spec) {
    return 3e-7 + 3e-8 * spec.task().vocab() * spec.task().vocab();
  }

  /** Seconds for loss and gradient of a sequence. */
  private static double gradient(TrialSpec spec) {
    double twoHeads = (8e-7 + 2.2e-7 * spec.task().vocab()) * square(spec);
    if (spec.learner().engine().of(spec.model()) == EngineChoice.SAMEDIFF) {
      return 7e-4 * square(spec) * width(spec);
    }
    if (spec.model() instanceof Model.Transformer transformer) {
      return 3e-10 * products(transformer, spec.task().length());
    }
    if (spec.model() instanceof Gpt gpt) {
      return 1.5e-10 * products(gpt, spec.task().length()) + 4e-9 * pairs(spec);
    }
    if (spec.model() instanceof Model.Reduced reduced) {
      return 4e-7 * reduced.positional() * square(spec);
    }
    if (spec.learner().loss() == LossPositions.ALL) {
      return 2.8e-11 * nextTokenProducts(spec.model(), spec.task().vocab(), spec.task().length());
    }
    return spec.model().heads().size() > 2
        ? 4 * width(spec) * twoHeads
        : Math.max(.5, .85 * heads(spec) - .7) * twoHeads;
  }

  private static double square(TrialSpec spec) {
    return Math.pow(spec.task().length() / 20.0, 2);
  }

  private static int heads(TrialSpec spec) {
    return spec.model().heads().stream().mapToInt(Integer::intValue).sum();
  }

  /** Pairs of a query and a key that it may attend to, of all heads. */
  private static double pairs(TrialSpec spec) {
    double length = spec.task().length();
    return heads(spec) * length * (length + 1) / 2;
  }

  private static double width(TrialSpec spec) {
    double width = 1;
    for (int heads : spec.model().heads()) {
      width *= 1 + heads;
    }
    return width / 4;
  }

  /** Multiply-adds of a sequence's products with parameters, forward. */
  private static double products(Model.Transformer model, int length) {
    double square = (double) model.width() * model.width();
    double mlp = 2.0 * model.width() * model.hidden();
    return model.heads().stream().mapToDouble(heads -> length * (2 * heads * square + mlp)).sum();
  }

  /**
   * Multiply-adds of a sequence of a disentangled model that predicts at every position, forward
   * and backward: products of a head's matrix with the parts that it reads, and of these with each
   * other, half of which are zero. Those with one-hot embeddings count half.
   */
  private static double nextTokenProducts(Model model, int vocab, int length) {
    double width = vocab + length;
    double products = 0;
    double parts = 1;
    for (int heads : model.heads()) {
      double withMatrix = 1.5 * parts * length * width * width;
      double withEachOther = 3.0 * length * length * width;
      products += heads * (parts - .5) * (withMatrix + withEachOther);
      parts *= 1 + heads;
    }
    return products;
  }

  /** Multiply-adds of a sequence, forward: products with parameters, scores and averages. */
  private static double products(Gpt model, int length) {
    double square = (double) model.width() * model.width();
    double perPosition = 4 * square + 2.0 * model.width() * model.hidden();
    perPosition += (double) length * model.width();
    return model.heads().size() * length * perPosition;
  }

  /** Expected size in the tables, in bytes: attention and parameters, little compressed. */
  static long bytes(TrialSpec spec) {
    long t = spec.task().length();
    long parameters = spec.model().layout(spec.task().vocab(), spec.task().length()).size();
    long matrices = spec.model().heads().stream().mapToInt(Integer::intValue).sum();
    long snapshots = spec.evaluation().readOut().checkpoints().size() + 1 + matrices;
    long curve = 2L + spec.training().totalSteps() / spec.evaluation().curve().every();
    long edges = (t - 1) * t / 2;
    return 4 * parameters
        + 2 * snapshots * t * t
        + 64 * curve
        + 24 * edges
        + 20L * SpecKeys.ALL.size();
  }
}
