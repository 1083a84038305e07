package org.espalier.trial;

import java.util.Optional;

/** Keeps the state of a trial while it runs, so that another attempt can go on from there. */
public interface TrialCheckpoints {

  /** Keeps nothing. */
  TrialCheckpoints NONE =
      new TrialCheckpoints() {
        @Override
        public Optional<TrialState> last() {
          return Optional.empty();
        }

        @Override
        public boolean isDue() {
          return false;
        }

        @Override
        public void keep(TrialState state) {}
      };

  /** The state that was kept last; empty if there is none. */
  Optional<TrialState> last();

  /** Whether the state should be kept now; asked after every step. */
  boolean isDue();

  /** Keeps a state in place of the one before. */
  void keep(TrialState state);
}
