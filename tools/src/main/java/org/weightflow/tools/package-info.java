/** The command line, the report and the benchmarks. Start with {@link org.weightflow.tools.Weightflow}. */
package org.weightflow.tools;
