/** The benchmarks of the command line, one class each. Start with {@link org.weightflow.tools.command.bench.BenchCommand}. */
package org.weightflow.tools.command.bench;
