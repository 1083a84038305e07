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
 * @param most bytes of a table's files up to which it is held
 */
public record Demand(Predicate<String> views, Set<Table<?>> often, long most) {
  private static final long SMALL = 8 << 20;

  public Demand {
    often = Set.copyOf(often);
  }

  /** Of many statements over some tables, which are held up to 8 MB. */
  public Demand(Predicate<String> views, Set<Table<?>> often) {
    this(views, often, SMALL);
  }

  /** Of a statement or of few. */
  public static Demand of(Predicate<String> views) {
    return new Demand(views, Set.of());
  }
}
