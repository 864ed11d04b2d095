/**
 * Combinations of networks whose layers are fitted to the combination of the networks' own layers. Start with
 * {@link org.weightflow.generator.regression.LayerRegression}.
 */
package org.weightflow.generator.regression;
