/** New networks that need no generator, to compare one with. Start with {@link org.weightflow.generator.evaluation.baseline.Baseline}. */
package org.weightflow.generator.evaluation.baseline;
