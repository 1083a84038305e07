/**
 * The catalog's jar as users have it: in a Spark that has nothing else of Espalier, asked by
 * programs that know Spark alone.
 */
package org.espalier.catalog.client;
