/** How accurate and how new networks are, beside a zoo and baselines. Start with {@link org.weightflow.generator.evaluation.Evaluation}. */
package org.weightflow.generator.evaluation;
