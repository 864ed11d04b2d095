/** The report of a run as one self-contained HTML page. Start with {@link org.weightflow.tools.report.ReportPage}. */
package org.weightflow.tools.report;
