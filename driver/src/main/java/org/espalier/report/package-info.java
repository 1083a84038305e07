/**
 * The report: one self-contained page that shows what a sweep found.
 *
 * <p>Every plot is two steps. A class named after the plot asks the result views for its numbers
 * and holds them as a record of plain values, which is what the tests check; {@link
 * org.espalier.report.ReportPage} writes all of them as JSON into the page, where one script draws
 * them. Aggregation happens in Spark, so that only what is drawn leaves it.
 */
package org.espalier.report;
