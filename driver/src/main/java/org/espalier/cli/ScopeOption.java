package org.espalier.cli;

import org.espalier.query.ResultViews;
import picocli.CommandLine.Option;

/** Whether trials count that a folder holds beside those of its sweep. */
final class ScopeOption {

  @Option(
      names = "--all",
      description =
          "Count every stored trial, also those that the sweep as it was last run no longer asks for.")
  private boolean isAll;

  /** Whether every stored trial counts. */
  boolean isAll() {
    return isAll;
  }

  /** For who sees the tables themselves: they are always whole. */
  ResultViews.Scope ofTables() {
    return isAll ? ResultViews.Scope.ALL : ResultViews.Scope.TABLES_ALL;
  }

  /** For who sees conclusions alone. */
  ResultViews.Scope ofReports() {
    return isAll ? ResultViews.Scope.ALL : ResultViews.Scope.SWEEP;
  }
}
