/** What a flow is matched to: sources, couplings, paths, times and targets. Start with {@link org.weightflow.generator.flow.matching.ProbabilityPath}. */
package org.weightflow.generator.flow.matching;
