package org.weightflow.canon.matching;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * Matches groups one after the other, each only by the weights that join it to what is matched already, which always holds the
 * network's inputs and outputs. Of the groups left, the one with the most such values a unit is next; heads bring the units inside
 * them along. A group that nothing joins to the matched ones stays as it is.
 * <p>Where the moving network is a permuted copy of the reference, each of these assignments is the planted one, unless units are
 * alike in those weights. A sweep of the ascent lacks that property: there, groups that are still in disorder add noise.
 * <p>Costs about one sweep.
 */
final class Propagation {
    private final Symmetry symmetry;
    private final Layout layout;
    private final MatchingObjective objective;
    private final double rounding;

    Propagation(Symmetry symmetry, Layout layout, MatchingObjective objective, double rounding) {
        this.symmetry = symmetry;
        this.layout = layout;
        this.objective = objective;
        this.rounding = rounding;
    }

    /** From the inputs and outputs alone. */
    Map<String, int[]> fromEnds() {
        return from(Units.identity(symmetry), Set.of());
    }

    /**
     * @param units the permutations of the matched groups, and what the others are where nothing joins them; read only
     * @param kept  the groups that are matched already; with an outer group all groups inside it
     */
    Map<String, int[]> from(Map<String, int[]> units, Set<String> kept) {
        Map<String, int[]> next = new LinkedHashMap<>(units);
        Set<String> matched = new HashSet<>(kept);
        for (Symmetry known = best(matched); known != null; known = best(matched)) {
            Turn.of(known.groups().get(0), known, objective).improve(next, rounding);
            known.groups().forEach(group -> matched.add(group.name()));
        }
        return next;
    }

    /** The group of which most is known, and those inside it, at the places that are known; null if all are matched. */
    private Symmetry best(Set<String> matched) {
        Symmetry best = null;
        long most = -1;
        for (Group group : symmetry.groups()) {
            if (group.inside() == null && !matched.contains(group.name())) {
                Symmetry known = known(group, matched);
                long values = known.groups().get(0).places().stream()
                        .mapToLong(this::valuesOfUnit)
                        .sum();
                if (values > most) {
                    most = values;
                    best = known;
                }
            }
        }
        return best;
    }

    private Symmetry known(Group outer, Set<String> matched) {
        return new Symmetry(
                symmetry.groups().stream()
                        .filter(group -> Units.isWithin(group, outer.name()))
                        .map(group -> new Group(
                                group.name(),
                                group.units(),
                                objective.matched(group.places()).stream()
                                        .filter(place -> isKnown(place, matched))
                                        .toList(),
                                group.inside()))
                        .toList(),
                List.of());
    }

    /** Whether only matched groups lie on the other axes of the place's entry. */
    private boolean isKnown(Place place, Set<String> matched) {
        return symmetry.groups().stream()
                .filter(group -> !matched.contains(group.name()))
                .flatMap(group -> group.places().stream())
                .noneMatch(other -> other.entry().equals(place.entry()) && other.axis() != place.axis());
    }

    private long valuesOfUnit(Place place) {
        Layout.Entry entry = layout.entry(layout.indexOf(place.entry()));
        return (long) place.width() * (entry.size() / entry.shape().get(place.axis()));
    }
}
