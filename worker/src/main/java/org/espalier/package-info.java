/** What every package of the worker shares: how a value that is not allowed is refused. */
package org.espalier;
