/**
 * How a setting is declared, once, beside the record that it belongs to, and what follows from the
 * declaration: how it is read, its range, the key that a refusal names, its place in the canonical
 * form of a specification and its column.
 *
 * <p>Which settings there are is not known here: each record has a {@link
 * org.espalier.setting.Declaration} of its own, each sealed interface a {@link
 * org.espalier.setting.Family} of them.
 */
package org.espalier.setting;
