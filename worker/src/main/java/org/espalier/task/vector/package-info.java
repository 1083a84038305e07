/**
 * The inner loops of {@code org.espalier.task} on the Vector API, compiled apart and loaded by name
 * like {@code org.espalier.model.vector}.
 */
package org.espalier.task.vector;
