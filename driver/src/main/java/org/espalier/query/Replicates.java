package org.espalier.query;

import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.setting.Setting;
import org.espalier.trial.SpecKeys;

/**
 * What makes two trials replicates of one cell: that they differ in their seeds and in nothing
 * else. Whatever states an n or an interval goes by this.
 */
public final class Replicates {

  /**
   * SQL: a text that trials of the same seeds have in common, whatever their other settings. It is
   * made of the columns of the {@code trials} table.
   */
  public static final String EXPRESSION =
      SpecKeys.ALL.stream()
          .filter(key -> isSeed(key.path()))
          .map(Setting::column)
          .map(x -> String.format(Locale.ROOT, "coalesce(cast(%s AS STRING), '-')", x))
          .collect(Collectors.joining(", ", "concat_ws('/', ", ")"));

  /**
   * SQL: the same for a reader, the trial's seed, and seeds of streams only where any is pinned:
   * {@code 7}, {@code 7/3}.
   */
  public static final String NAME =
      String.format(Locale.ROOT, "regexp_replace(%s, '(/-)+$', '')", EXPRESSION);

  private Replicates() {}

  /**
   * Whether a setting is a seed: one that all of a trial's streams follow from, or one stream's.
   */
  public static boolean isSeed(String path) {
    return path.equals("seed") || path.startsWith("seeds.");
  }
}
