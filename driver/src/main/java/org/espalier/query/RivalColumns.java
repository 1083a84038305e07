package org.espalier.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.rival.RivalMethod;

/** The edge accuracies of attention, of its rivals and of either's chance, for each trial. */
public final class RivalColumns {

  /**
   * One that finds edges.
   *
   * @param name of the column of its edge accuracy
   * @param label in a plot
   * @param meaning of the column
   */
  public record Contender(String name, String label, String meaning) {}

  private static final Contender ATTENTION =
      new Contender(
          "attention",
          "attention",
          "Edge accuracy of the trained model's attention, as in the column edge_accuracy of"
              + " trials.");

  private static final Contender CHANCE =
      new Contender(
          "chance",
          "chance",
          "Edge accuracy that a uniform guess among each position and all before it is expected"
              + " to have.");

  /** Of the rivals, which guess among fewer positions than attention. */
  public static final Contender RIVAL_CHANCE =
      new Contender(
          "rival_chance",
          "chance of rivals",
          "Edge accuracy that the rivals would be expected to have if they chose at random as many"
              + " positions as they did, out of all before each position: chance_edge_accuracy of"
              + " the table rivals, the largest of the trial's methods. Null where no trial has it.");

  /** The rivals alone. */
  public static final List<Contender> RIVALS =
      Arrays.stream(RivalMethod.values()).map(RivalColumns::rival).toList();

  /** Attention first, either's chance last. */
  public static final List<Contender> ALL = all();

  private RivalColumns() {}

  private static List<Contender> all() {
    var all = new ArrayList<Contender>();
    all.add(ATTENTION);
    all.addAll(RIVALS);
    all.add(CHANCE);
    all.add(RIVAL_CHANCE);
    return List.copyOf(all);
  }

  private static Contender rival(RivalMethod method) {
    return new Contender(
        name(method),
        method.label(),
        "Edge accuracy of the method "
            + method.label()
            + " on the first rivals.sequences of the model's training sequences. Null where no trial"
            + " asked for it.");
  }

  private static String name(RivalMethod method) {
    return method.label().replace('-', '_');
  }

  /**
   * SQL: the trials of a relation that have rivals, with a column for each contender.
   *
   * @param trials name of a relation with the columns of the table {@code trials}
   */
  public static String relation(String trials) {
    return String.format(
        Locale.ROOT,
        "(SELECT t.*, t.edge_accuracy AS attention, t.chance_edge_accuracy AS chance, r.* EXCEPT (trial_id)"
            + " FROM %s t JOIN %s r ON r.trial_id = t.trial_id)",
        trials,
        byTrial());
  }

  /**
   * SQL: all trials of a relation, with a column for each rival.
   *
   * @param trials name of a relation with the columns of the table {@code trials}
   */
  public static String withRivals(String trials) {
    return String.format(
        Locale.ROOT,
        "(SELECT t.*, r.* EXCEPT (trial_id) FROM %s t LEFT JOIN %s r ON r.trial_id = t.trial_id)",
        trials,
        byTrial());
  }

  private static String byTrial() {
    String methods =
        Arrays.stream(RivalMethod.values())
            .map(
                method ->
                    String.format(
                        Locale.ROOT,
                        ", max(CASE WHEN method = %s THEN edge_accuracy END) AS %s",
                        View.literal(method.label()),
                        name(method)))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "(SELECT trial_id%s, max(chance_edge_accuracy) AS %s FROM rivals GROUP BY trial_id)",
        methods,
        RIVAL_CHANCE.name());
  }
}
