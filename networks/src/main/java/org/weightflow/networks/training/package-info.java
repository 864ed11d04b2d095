/** Training of whole populations as one tensor program. Start with {@link PopulationTrainer}. */
package org.weightflow.networks.training;
