/** Examples that belong to no class, and how well ensembles notice. Start with {@link org.weightflow.generator.evaluation.outlier.OutlierSets}. */
package org.weightflow.generator.evaluation.outlier;
