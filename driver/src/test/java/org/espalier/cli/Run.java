package org.espalier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command line that has been run in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it printed to standard error
 */
record Run(int code, String out, String err) {

  /** Runs a command line. */
  static Run of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Espalier.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setUsageHelpAutoWidth(false)
            .execute(Espalier.understood(arguments));
    return new Run(code, out.toString(), err.toString());
  }
}
