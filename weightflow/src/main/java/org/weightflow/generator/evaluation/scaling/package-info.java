/** From how many members on a generator no longer copies. Start with {@link org.weightflow.generator.evaluation.scaling.ScalingCurve}. */
package org.weightflow.generator.evaluation.scaling;
