/**
 * One trial: its specification, its id and seeds, how it is run, what comes out.
 *
 * <p>The only package of the worker that the driver needs to know, beside {@code table}.
 */
package org.espalier.trial;
