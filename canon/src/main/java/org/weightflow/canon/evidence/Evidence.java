package org.weightflow.canon.evidence;

import org.weightflow.canon.matching.Members;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * What the units of networks are told apart by: values in which networks are matched as if they were their weights.
 * <p>Permuting a network by an element of its architecture's symmetry permutes its evidence by the same element of
 * {@link #symmetry}. So whatever matches networks matches evidence, and the permutations that it finds are those of the networks.
 */
public interface Evidence {
    /** The groups of the architecture's symmetry, of the same names, at their places in the values. */
    Symmetry symmetry();

    /** The values of one network; asked from several threads at once. */
    StateDict of(StateDict network);

    /** The values of each network, computed anew each time that they are asked for. */
    default Members of(Members networks) {
        return Members.of(networks.count(), member -> of(networks.weights(member)));
    }

    /** The weights themselves. */
    static Evidence weights(Symmetry symmetry) {
        return new Evidence() {
            @Override
            public Symmetry symmetry() {
                return symmetry;
            }

            @Override
            public StateDict of(StateDict network) {
                return network;
            }
        };
    }
}
