/** Markov chains whose states are networks. Start with {@link org.weightflow.bayes.montecarlo.HamiltonianMonteCarlo}. */
package org.weightflow.bayes.montecarlo;
