package org.espalier.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.ConfigurationException;
import org.espalier.Count;
import org.espalier.execution.Masters;
import org.espalier.execution.SweepRequest;
import org.espalier.model.EngineChoice;
import org.espalier.model.Model;
import org.espalier.plan.PackSizes;
import org.espalier.plan.PlannedTrial;
import org.espalier.plan.RunPlan;
import org.espalier.plan.SharedTraining;
import org.espalier.query.TextTable;
import org.espalier.sweep.Replicates;
import org.espalier.sweep.Sweep;
import org.espalier.trial.TrialSpec;

/** What is to be done, in a few lines. */
final class PlanText {
  private static final int SHOWN_VALUES = 60;

  private PlanText() {}

  /** The count, the axes, and what {@link #work} says. */
  static List<String> of(Sweep sweep, RunPlan plan, String folder, String master) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "sweep %s: %s%s",
            sweep.name(),
            Count.of(plan.planned().size(), "trial"),
            left(sweep)));
    if (!sweep.description().isEmpty()) {
      lines.add(ConfigurationException.oneLine(sweep.description()));
    }
    if (!sweep.axes().isEmpty()) {
      lines.add("");
      lines.addAll(axes(sweep).lines());
    }
    lines.add("");
    lines.addAll(work(sweep, plan, folder, master));
    return lines;
  }

  /** What is stored, what is missing, and what that costs. */
  static List<String> work(Sweep sweep, RunPlan plan, String folder, String master) {
    var lines = new ArrayList<String>();
    String stored =
        plan.stored().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(
                entry ->
                    String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey().label()))
            .collect(Collectors.joining(", "));
    int count = plan.stored().values().stream().mapToInt(Integer::intValue).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "stored   %,d of %,d in %s%s",
            count,
            plan.planned().size(),
            folder,
            stored.isEmpty() ? "" : " (" + stored + ")"));
    String retried =
        plan.retried().isEmpty()
            ? ""
            : String.format(Locale.ROOT, " (%,d of them again)", plan.retried().size());
    lines.add(String.format(Locale.ROOT, "missing  %,d%s", plan.missing().size(), retried));
    if (plan.surplus() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "beside   %s in the folder that the sweep no longer asks for",
              Count.of(plan.surplus(), "trial")));
    }
    if (!plan.isComplete()) {
      lines.add("cost     about " + cost(sweep, plan, master));
      lines.addAll(shared(plan));
    }
    engine(plan).ifPresent(lines::add);
    sweep.replicates().ifPresent(replicates -> lines.addAll(replicates(sweep, replicates, plan)));
    fewerForRivals(plan).ifPresent(lines::add);
    return lines;
  }

  /** Models that have no kernel, of which nobody need have heard. */
  private static Optional<String> engine(RunPlan plan) {
    String models =
        plan.missing().stream()
            .map(PlannedTrial::spec)
            .filter(spec -> spec.learner().engine() == EngineChoice.AUTO)
            .map(TrialSpec::model)
            .filter(model -> EngineChoice.AUTO.of(model) == EngineChoice.SAMEDIFF)
            .map(Model::name)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return models.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "engine   SameDiff for model.family = %s, which has no kernel: slow",
                models));
  }

  /** Says where rivals ask for more training sequences than there are, and what they get. */
  private static Optional<String> fewerForRivals(RunPlan plan) {
    List<TrialSpec> fewer =
        plan.planned().stream()
            .map(PlannedTrial::spec)
            .filter(spec -> !spec.rivals().methods().isEmpty())
            .filter(spec -> spec.rivalSequences() < spec.rivals().sequences())
            .toList();
    if (fewer.isEmpty()) {
      return Optional.empty();
    }
    IntSummaryStatistics given =
        fewer.stream().mapToInt(TrialSpec::rivalSequences).summaryStatistics();
    IntSummaryStatistics asked =
        fewer.stream().mapToInt(spec -> spec.rivals().sequences()).summaryStatistics();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "rivals   %s with fewer training sequences than rivals.sequences = %s: there rivals are given all, %s",
            Count.of(fewer.size(), "trial"),
            range(asked),
            range(given)));
  }

  private static String range(IntSummaryStatistics numbers) {
    return numbers.getMin() == numbers.getMax()
        ? String.format(Locale.ROOT, "%,d", numbers.getMin())
        : String.format(Locale.ROOT, "%,d to %,d", numbers.getMin(), numbers.getMax());
  }

  /** Which steps are not trained again, and why others are. */
  private static List<String> shared(RunPlan plan) {
    var lines = new ArrayList<String>();
    SharedTraining shared = plan.shared();
    if (shared.count() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "shared   %s from the end of a shorter one: %,d of %,d steps are trained;"
                  + " trials that go on from each other share a pack",
              shared.count() == 1
                  ? "1 trial goes on"
                  : Count.of(shared.count(), "trial") + " go on",
              plan.steps() - shared.inheritedSteps(),
              plan.steps()));
    }
    for (String obstacle : shared.obstacles()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "alone    trials that differ in training.steps are each trained from the start:"
                  + " with %s, their first steps differ, too",
              obstacle));
    }
    return lines;
  }

  /** What the study may come to if no interval is narrow enough before its cell's last seed. */
  private static List<String> replicates(Sweep sweep, Replicates wanted, RunPlan plan) {
    List<PlannedTrial> possible = possible(sweep, wanted);
    Set<List<Object>> open =
        plan.missing().stream().map(trial -> trial.spec().cell()).collect(Collectors.toSet());
    double most =
        plan.expectedSeconds(
            possible.stream()
                .filter(trial -> open.contains(trial.spec().cell()))
                .filter(trial -> !plan.isSettled(trial.id()))
                .toList());
    return List.of(
        "seeds    " + wanted,
        String.format(
            Locale.ROOT,
            "at most  %s; about %s more than is stored",
            Count.of(possible.size(), "trial"),
            Human.work(most)));
  }

  /** The first replicates of each cell, which grids may have in common: as many as it may get. */
  private static List<PlannedTrial> possible(Sweep sweep, Replicates wanted) {
    var counts = new HashMap<List<Object>, Integer>();
    return SweepRequest.of(sweep).trials().stream()
        .filter(t -> counts.merge(t.spec().cell(), 1, Integer::sum) <= wanted.atMost())
        .toList();
  }

  private static String cost(Sweep sweep, RunPlan plan, String master) {
    OptionalInt cores = Masters.cores(master, sweep.spark().conf());
    Duration pack = sweep.run().packDuration();
    String wall =
        cores.isPresent()
            ? String.format(
                Locale.ROOT,
                "%s on %s (%s)",
                Human.duration(plan.expectedWallSeconds(PackSizes.of(pack, cores.getAsInt()))),
                master,
                Count.of(cores.getAsInt(), "core"))
            : "wall time depends on the executors of " + master;
    return String.format(
        Locale.ROOT,
        "%s; %s; %s of tables",
        Human.work(plan.expectedSeconds()),
        wall,
        Human.bytes(plan.expectedBytes()));
  }

  private static String left(Sweep sweep) {
    var notes = new ArrayList<String>();
    if (sweep.excluded() > 0) {
      notes.add(String.format(Locale.ROOT, "%,d excluded", sweep.excluded()));
    }
    if (sweep.duplicates() > 0) {
      notes.add(String.format(Locale.ROOT, "%,d named twice", sweep.duplicates()));
    }
    return notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")";
  }

  private static TextTable axes(Sweep sweep) {
    List<List<String>> rows =
        sweep.axes().stream()
            .map(
                axis ->
                    List.of(
                        axis.path(),
                        String.valueOf(axis.values().size()),
                        sweep
                            .designOf(axis.path())
                            .map(design -> design.describe(axis.path()))
                            .orElseGet(() -> values(axis.values()))))
            .toList();
    return new TextTable(List.of("axis", "values", ""), List.of(false, true, false), rows);
  }

  /** The values as far as there is room. */
  private static String values(List<String> values) {
    var shown = new StringBuilder();
    for (String value : values) {
      if (shown.length() + value.length() > SHOWN_VALUES) {
        return shown + ", ... " + values.get(values.size() - 1);
      }
      shown.append(shown.isEmpty() ? "" : ", ").append(value);
    }
    return shown.toString();
  }
}
