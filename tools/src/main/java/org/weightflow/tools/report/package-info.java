/** Reports, each as one self-contained HTML page: of a run, of ways to align, of several runs. Start with {@link org.weightflow.tools.report.ReportPage}. */
package org.weightflow.tools.report;
