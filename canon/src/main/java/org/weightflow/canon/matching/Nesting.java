package org.weightflow.canon.matching;

import java.util.HashMap;
import java.util.Map;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Inside;

/**
 * Which groups lie inside a unit of which.
 *
 * @param insides group -> where it lies; only groups that lie inside another
 * @param groups  the same the other way round
 */
record Nesting(Map<String, Inside> insides, Map<Inside, String> groups) {
    /** Every group is a group of its own. */
    static final Nesting NONE = new Nesting(Map.of(), Map.of());

    static Nesting of(Symmetry symmetry) {
        Map<String, Inside> insides = new HashMap<>();
        Map<Inside, String> groups = new HashMap<>();
        for (Group group : symmetry.groups()) {
            if (group.inside() != null) {
                insides.put(group.name(), group.inside());
                groups.put(group.inside(), group.name());
            }
        }
        return new Nesting(insides, groups);
    }

    /**
     * The group whose units come to those of {@code group} when the outer groups move: the one of its family in the unit that comes
     * to its own; {@code group} itself if it lies inside none.
     *
     * @param units group -> permutation, outer groups at least
     */
    String counterpart(String group, Map<String, int[]> units) {
        Inside inside = insides.get(group);
        if (inside == null) {
            return group;
        }
        int from = units.get(inside.outer())[inside.unit()];
        return groups.get(new Inside(inside.outer(), from, inside.family()));
    }
}
