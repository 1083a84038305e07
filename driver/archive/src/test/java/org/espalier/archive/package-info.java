/** The archive as somebody has it who has unpacked it, and nothing else. */
package org.espalier.archive;
