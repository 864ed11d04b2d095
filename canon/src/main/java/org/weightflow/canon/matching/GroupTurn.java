package org.weightflow.canon.matching;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.canon.assignment.RepeatedAssignment;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * The turn of one group alone: the assignment of greatest worth, which is the best that it can do; for a group that acts on two axes
 * of one entry that of the gradient, which need not be better.
 */
final class GroupTurn implements Turn {
    private final String group;
    private final int n;
    private final MatchingObjective objective;
    private final List<Place> places;
    private final boolean quadratic;
    private final UnitValues unitValues;
    private final RepeatedAssignment assignment;

    GroupTurn(Group group, MatchingObjective objective) {
        this.group = group.name();
        this.n = group.units();
        this.objective = objective;
        this.places = objective.matched(group.places());
        this.quadratic = places.stream().anyMatch(this::hasOtherAxis);
        this.assignment = new RepeatedAssignment(n);
        this.unitValues = new UnitValues(objective, n, places, Set.of(group.name()));
    }

    private boolean hasOtherAxis(Place place) {
        return places.stream().anyMatch(other -> other.entry().equals(place.entry()) && other.axis() != place.axis());
    }

    /** Whether the group acts on two axes of one entry, so that once moved it may find better again. */
    boolean isQuadratic() {
        return quadratic;
    }

    @Override
    public boolean improve(Map<String, int[]> units, double rounding) {
        if (n < 2) {
            return false;
        }
        double[] values = unitValues.at(units);
        int[] next = assignment.maximise(values);
        boolean rises = gain(units, next, values) > rounding;
        if (rises) {
            units.put(group, next);
        }
        return rises;
    }

    private double gain(Map<String, int[]> units, int[] next, double[] values) {
        if (quadratic) {
            Map<String, int[]> moved = new HashMap<>(units);
            moved.put(group, next);
            return objective.gain(places, units, moved);
        }
        double gain = 0;
        for (int i = 0; i < n; i++) {
            gain += values[i * n + next[i]] - values[i * n + units.get(group)[i]];
        }
        return gain;
    }
}
