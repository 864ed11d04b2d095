package org.weightflow.bayes.montecarlo;

/**
 * A Hamiltonian chain after its warm-up.
 *
 * @param stepSize        leapfrog step that the warm-up found
 * @param acceptanceRate  share of the proposals that were accepted
 * @param meanEnergyError mean of |H(proposal) - H(start)| over the proposals that did not diverge; NaN if all did
 * @param divergences     proposals whose energy rose by more than 1,000 or was not a number
 */
public record HmcChain(Chain chain, double stepSize, double acceptanceRate, double meanEnergyError, int divergences) {}
