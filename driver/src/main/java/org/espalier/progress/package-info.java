/** What a person watching a run sees: one live line on a terminal, plain log lines elsewhere. */
package org.espalier.progress;
