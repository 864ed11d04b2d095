package org.weightflow.canon.matching;

import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;

/** Where the units of each group come from, while they are being sought: group -> permutation. */
final class Units {
    private Units() {}

    static Map<String, int[]> identity(Symmetry symmetry) {
        return of(Permutations.identity(symmetry));
    }

    static Map<String, int[]> of(Permutations permutations) {
        Map<String, int[]> units = new LinkedHashMap<>();
        permutations.groups().forEach(group -> units.put(group, permutations.of(group)));
        return units;
    }

    /** Whether the group is that of the name, or lies inside it. */
    static boolean isWithin(Group group, String outer) {
        return group.name().equals(outer)
                || (group.inside() != null && group.inside().outer().equals(outer));
    }
}
