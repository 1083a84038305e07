/** Results as SQL: views over the tables, statements, and how their rows are printed. */
package org.espalier.query;
