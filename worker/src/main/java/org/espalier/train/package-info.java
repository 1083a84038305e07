/** Optimise and record: optimisers, schedules, the training loop and its learning curve. */
package org.espalier.train;
