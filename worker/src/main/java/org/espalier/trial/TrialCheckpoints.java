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

  /**
   * The state that the longest of the shorter trials of the same {@link Trajectory} has left at its
   * end; empty if there is none.
   */
  default Optional<TrialState> shorter() {
    return Optional.empty();
  }

  /** Whether longer trials may go on from this one's end. */
  default boolean isLeftToLonger() {
    return false;
  }

  /** Takes the state after the last step, before it is evaluated. */
  default void leaveToLonger(TrialState end) {}
}
