package org.weightflow.canon.matching;

import java.util.Map;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;

/** One step of the ascent: some groups go where it is best while the others are held. */
interface Turn {
    /** Moves the units to where the objective is greater by more than {@code rounding}; false if it finds no such place. */
    boolean improve(Map<String, int[]> units, double rounding);

    /** The turn of a group, together with the groups inside it if there are any. */
    static Turn of(Group group, Symmetry symmetry, MatchingObjective objective) {
        return symmetry.families(group.name()).isEmpty()
                ? new GroupTurn(group, objective)
                : new NestedTurn(group, symmetry, objective);
    }
}
