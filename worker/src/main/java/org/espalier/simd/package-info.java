/** Whether this Java has the Vector API, and the choice between a class that needs it and not. */
package org.espalier.simd;
