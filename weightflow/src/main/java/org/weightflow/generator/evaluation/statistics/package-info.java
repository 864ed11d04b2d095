/** Quantiles and the uncertainty of what is measured on a few networks. Start with {@link org.weightflow.generator.evaluation.statistics.Bootstrap}. */
package org.weightflow.generator.evaluation.statistics;
