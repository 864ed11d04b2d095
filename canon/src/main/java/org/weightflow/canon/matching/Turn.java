package org.weightflow.canon.matching;

import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;

/** One step of the ascent: some groups go where it is best while the others are held. */
interface Turn {
    /** Moves the units to where the objective is greater by more than {@code rounding}; false if it finds no such place. */
    boolean improve(Map<String, int[]> units, double rounding);

    /** The turn of a group, together with the groups inside it if there are any. */
    static Turn of(Group group, Symmetry symmetry, MatchingObjective objective) {
        Set<String> groups = objective.actingOn(group.places());
        if (symmetry.families(group.name()).isEmpty()) {
            GroupTurn turn = new GroupTurn(group, objective);
            return new SettledTurn(turn, groups, !turn.isQuadratic());
        }
        return new SettledTurn(new NestedTurn(group, symmetry, objective), groups, false);
    }
}
