/**
 * The command line: one class per command, exit codes, and nothing else. What a command does lives
 * in the packages it calls.
 */
package org.espalier.cli;
