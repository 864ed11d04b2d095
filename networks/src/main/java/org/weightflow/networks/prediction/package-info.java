/** What trained networks say about data. Start with {@link PopulationPredictor}. */
package org.weightflow.networks.prediction;
