package org.weightflow.canon.matching;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * A start for the ascent that does not depend on the order in which the moving network's units happen to lie: groups are matched one
 * after the other, each only by the weights that join it to what is matched already, which at first are the network's inputs and
 * outputs. Of the groups left, the one with the most such values a unit is next; heads bring the units inside them along.
 * <p>Where the moving network is a permuted copy of the reference, each of these assignments is the planted one, unless units are
 * alike in those weights. The ascent's own first sweep has not that property: there, groups that are still in disorder add noise.
 * <p>A group that nothing joins to the matched ones stays as it is. Costs about one sweep.
 */
final class Propagation {
    private final Symmetry symmetry;
    private final MatchingObjective objective;
    private final double rounding;
    private final Set<String> matched = new HashSet<>();
    private final Map<String, int[]> units = new HashMap<>();

    private Propagation(Symmetry symmetry, MatchingObjective objective, double rounding) {
        this.symmetry = symmetry;
        this.objective = objective;
        this.rounding = rounding;
        symmetry.sizes().forEach((group, size) -> units.put(group, Gather.ascending(size)));
    }

    static Permutations of(Symmetry symmetry, MatchingObjective objective, double rounding) {
        Propagation propagation = new Propagation(symmetry, objective, rounding);
        while (propagation.matchNext()) {
            // each turn adds a group to the matched ones
        }
        return Permutations.of(symmetry, propagation.units);
    }

    /** Matches the group of which most is known; false if all are. */
    private boolean matchNext() {
        Symmetry next = null;
        long most = -1;
        for (Group group : symmetry.groups()) {
            if (group.inside() == null && !matched.contains(group.name())) {
                Symmetry known = known(group);
                long values = known.groups().get(0).places().stream()
                        .mapToLong(objective::valuesOfUnit)
                        .sum();
                if (values > most) {
                    most = values;
                    next = known;
                }
            }
        }
        if (next == null) {
            return false;
        }
        Turn.of(next.groups().get(0), next, objective).improve(units, rounding);
        next.groups().forEach(group -> matched.add(group.name()));
        return true;
    }

    /** The group and those inside it, at the places where only matched groups lie on the other axes. */
    private Symmetry known(Group outer) {
        List<Group> own = symmetry.groups().stream()
                .filter(group -> group.name().equals(outer.name())
                        || (group.inside() != null && group.inside().outer().equals(outer.name())))
                .toList();
        return new Symmetry(
                own.stream()
                        .map(group -> new Group(
                                group.name(),
                                group.units(),
                                objective.matched(group.places()).stream()
                                        .filter(this::isKnown)
                                        .toList(),
                                group.inside()))
                        .toList(),
                List.of());
    }

    private boolean isKnown(Place place) {
        return symmetry.groups().stream()
                .filter(group -> !matched.contains(group.name()))
                .flatMap(group -> group.places().stream())
                .noneMatch(other -> other.entry().equals(place.entry()) && other.axis() != place.axis());
    }
}
