/** Command line, report and benchmarks. */
package org.weightflow.tools;
