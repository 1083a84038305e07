package org.espalier.query;

import java.util.Set;
import java.util.function.Predicate;
import org.espalier.table.Table;

/**
 * What {@link ResultViews} will be asked.
 *
 * @param views whether a view, by its name, will be asked for; each takes some time to set up
 * @param often tables that many statements read: small ones are held in memory, where otherwise
 *     each statement opens every file
 */
public record Demand(Predicate<String> views, Set<Table<?>> often) {
  public Demand {
    often = Set.copyOf(often);
  }

  /** Of a statement or of few. */
  public static Demand of(Predicate<String> views) {
    return new Demand(views, Set.of());
  }
}
