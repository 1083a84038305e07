/**
 * What the paper predicts before any training: mutual informations and the gradient at
 * initialisation, in plain Java over primitive arrays.
 */
package org.espalier.theory;
