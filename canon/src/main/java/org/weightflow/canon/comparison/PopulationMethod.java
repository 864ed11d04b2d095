package org.weightflow.canon.comparison;

import org.weightflow.canon.alignment.Alignment;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Seed;

/** Brings all members of a population into one coordinate system. */
@FunctionalInterface
public interface PopulationMethod {
    /**
     * @param members at least one
     * @param seed    of what the method draws
     */
    Alignment align(Members members, Seed seed, AlignmentListener listener);
}
