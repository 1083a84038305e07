package org.espalier.model;

import java.util.Locale;

/** How {@link Gpt} is told where a token stands. */
public enum PositionEncoding {
  /** A learned vector per position, added to the token's. */
  LEARNED,
  /** Not at all but by the causal mask. */
  NONE,
  /** A learned number per head and distance i - j, added to the score. */
  RELATIVE,
  /** A learned vector r per head and distance, (q_i r_{i-j}) / sqrt(e) being added to the score. */
  RELATIVE_QUERY,
  /** Pairs of entries (2p, 2p+1) of q and k are turned by i 10000^(-2p/e) (Su et al. 2021). */
  ROTARY,
  /**
   * -slope (i - j) is added to the score, slope = 2^(-8h/m) of head h = 1..m (Press et al. 2022).
   */
  ALIBI;

  /** As a sweep file writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
