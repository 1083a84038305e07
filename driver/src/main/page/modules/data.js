/** @file The numbers of the report, which the page holds as the constant REPORT. */

export const R = REPORT;
