/**
 * The sweep language: from a sweep file and the command line to the trials that it stands for.
 *
 * <p>Reading is all or nothing: every trial is made, checked and named before anything runs. What
 * is stored and what runs where is not known here; Spark neither.
 */
package org.espalier.sweep;
