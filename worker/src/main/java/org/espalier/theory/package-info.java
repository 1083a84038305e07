/**
 * What the paper predicts before any training: mutual informations and the gradient at
 * initialisation.
 */
package org.espalier.theory;
