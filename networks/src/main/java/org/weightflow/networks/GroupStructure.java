package org.weightflow.networks;

import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Inside;
import org.weightflow.networks.Symmetry.Place;

/**
 * What must hold of the groups of a {@link Symmetry} so that its elements compose: groups that do not lie inside each other touch
 * different values along an axis, and what lies inside the units of an outer group looks the same in each of them.
 */
final class GroupStructure {
    private final List<Group> groups;
    private final Map<String, Group> before = new HashMap<>();
    private final Map<Inside, Group> inner = new LinkedHashMap<>();

    /** Where an inner group's place lies: in which place of the outer group, and its units counted from the outer unit's start. */
    private record Position(int around, int width, List<Integer> starts) {}

    GroupStructure(List<Group> groups) {
        this.groups = groups;
    }

    /** @throws IllegalArgumentException naming the first group that breaks a rule */
    void require() {
        Map<List<Object>, BitSet> outerPlaces = new HashMap<>();
        Map<List<Object>, BitSet> innerPlaces = new HashMap<>();
        for (Group group : groups) {
            if (group.inside() != null) {
                requireOuter(group);
                if (inner.put(group.inside(), group) != null) {
                    throw new IllegalArgumentException(group.name() + ": there are two groups " + group.inside());
                }
            }
            requireFree(group, group.inside() == null ? outerPlaces : innerPlaces);
            if (before.put(group.name(), group) != null) {
                throw new IllegalArgumentException(group.name() + ": two groups of that name");
            }
        }
        inner.values().forEach(this::requireWholeFamily);
    }

    private void requireOuter(Group group) {
        Inside inside = group.inside();
        Group outer = before.get(inside.outer());
        if (outer == null || outer.inside() != null || inside.unit() < 0 || inside.unit() >= outer.units()) {
            throw new IllegalArgumentException(group.name() + ": no outer group " + inside.outer() + " with a unit "
                    + inside.unit() + " stands before it");
        }
    }

    /** Requires a group of the family in every unit of the outer one, and this one to lie in its unit as the first does. */
    private void requireWholeFamily(Group group) {
        Inside inside = group.inside();
        Group outer = before.get(inside.outer());
        for (int unit = 0; unit < outer.units(); unit++) {
            if (!inner.containsKey(new Inside(inside.outer(), unit, inside.family()))) {
                throw new IllegalArgumentException(group.name() + ": its family " + inside.family()
                        + " has no group inside unit " + unit + " of group " + outer.name());
            }
        }
        Group first = inner.get(new Inside(inside.outer(), 0, inside.family()));
        if (!positions(outer, group).equals(positions(outer, first))) {
            throw new IllegalArgumentException(group.name() + ": lies otherwise in its unit of group " + outer.name()
                    + " than group " + first.name());
        }
    }

    private static List<Position> positions(Group outer, Group group) {
        return group.places().stream()
                .map(place -> position(outer, group, place))
                .toList();
    }

    private static Position position(Group outer, Group group, Place place) {
        for (int i = 0; i < outer.places().size(); i++) {
            Place around = outer.places().get(i);
            int start = around.starts().get(group.inside().unit());
            List<Integer> starts = place.starts().stream().map(s -> s - start).toList();
            if (around.entry().equals(place.entry())
                    && around.axis() == place.axis()
                    && Collections.min(starts) >= 0
                    && place.end() <= start + around.width()) {
                return new Position(i, place.width(), starts);
            }
        }
        throw new IllegalArgumentException(place.entry() + ": axis " + place.axis() + " has units of group "
                + group.name() + " outside unit " + group.inside().unit() + " of group " + outer.name());
    }

    private static void requireFree(Group group, Map<List<Object>, BitSet> taken) {
        for (Place place : group.places()) {
            BitSet axis = taken.computeIfAbsent(List.of(place.entry(), place.axis()), key -> new BitSet());
            for (int start : place.starts()) {
                int next = axis.nextSetBit(start);
                if (next >= 0 && next < start + place.width()) {
                    throw new IllegalArgumentException(place.entry() + ": place " + next + " of axis " + place.axis()
                            + " is taken a second time, by group " + group.name());
                }
            }
            place.starts().forEach(start -> axis.set(start, start + place.width()));
        }
    }
}
