package org.espalier.train;

import java.util.Locale;

/** How the learning rate changes over training. */
public enum Schedule {
  /** eta_t = eta. */
  CONSTANT {
    @Override
    double factor(int step, int steps) {
      return 1;
    }

    @Override
    public boolean dependsOnSteps() {
      return false;
    }
  },
  /** eta_t = eta (1 + cos(pi t / steps)) / 2, from eta at t = 0 towards 0 after the last step. */
  COSINE {
    @Override
    double factor(int step, int steps) {
      return 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }

    @Override
    public boolean dependsOnSteps() {
      return true;
    }
  };

  /** eta_t / eta for step t of 0..steps-1. */
  abstract double factor(int step, int steps);

  /** Whether the learning rate of a step depends on how many steps there are in all. */
  public abstract boolean dependsOnSteps();

  /** The name in a sweep file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
