/** Accuracy as a function of novelty, for a generator and for what needs none. Start with {@link org.weightflow.generator.evaluation.frontier.Frontier}. */
package org.weightflow.generator.evaluation.frontier;
