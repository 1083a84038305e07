package org.espalier.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.rival.RivalMethod;

/** The edge accuracies of attention, of its rivals and of chance, side by side for each trial. */
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

  /** Attention first, chance last. */
  public static final List<Contender> ALL = all();

  private RivalColumns() {}

  private static List<Contender> all() {
    var all = new ArrayList<Contender>();
    all.add(ATTENTION);
    for (RivalMethod method : RivalMethod.values()) {
      all.add(
          new Contender(
              name(method),
              method.label(),
              "Edge accuracy of the method "
                  + method.label()
                  + " on the model's training sequences. Null where no trial asked for it."));
    }
    all.add(CHANCE);
    return List.copyOf(all);
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
        "(SELECT t.*, t.edge_accuracy AS attention, t.chance_edge_accuracy AS chance, r.* EXCEPT (trial_id)"
            + " FROM %s t JOIN (SELECT trial_id%s FROM rivals GROUP BY trial_id) r ON r.trial_id = t.trial_id)",
        trials,
        methods);
  }
}
