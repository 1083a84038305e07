/**
 * Results folders as a catalog of Spark SQL: each folder is a namespace, its tables and views are
 * tables. Read-only, and with classes that any Spark session can load: no ND4J, no command line.
 */
package org.espalier.catalog;
