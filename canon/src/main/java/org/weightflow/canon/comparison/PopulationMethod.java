package org.weightflow.canon.comparison;

import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Seed;

/** Brings all members of a population into one order of units. */
@FunctionalInterface
public interface PopulationMethod {
    /**
     * @param members at least one
     * @param seed    of what the method draws
     */
    AlignedPopulation align(Members members, Seed seed, AlignmentListener listener);
}
