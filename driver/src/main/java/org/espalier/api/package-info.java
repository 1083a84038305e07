/**
 * Espalier as a library, for programs that have a Spark session: {@link org.espalier.api.Espalier}.
 */
package org.espalier.api;
