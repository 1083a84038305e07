package org.espalier.cli;

/** What a command tells the shell. */
final class ExitCode {
  /** Done, and everything asked for is there. */
  static final int OK = 0;

  /** Done, but some trials did not succeed or are missing; or an error of Espalier's own. */
  static final int INCOMPLETE = 1;

  /** What was asked for cannot be done: arguments, sweep file, folder or SQL are at fault. */
  static final int USAGE = 2;

  /** Asked by a signal to end, as Ctrl-C does: 128 + SIGINT, whichever it was. */
  static final int INTERRUPTED = 130;

  /** Who reads standard output has left, as `head` does: 128 + SIGPIPE. */
  static final int UNREAD = 141;

  private ExitCode() {}
}
