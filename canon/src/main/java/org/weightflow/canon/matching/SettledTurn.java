package org.weightflow.canon.matching;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Leaves out a turn that would find what it found the last time, because no group that it depends on has moved since. */
final class SettledTurn implements Turn {
    private final Turn turn;
    private final Set<String> groups;
    private final boolean bestAtOnce;
    private final Map<String, int[]> seen = new HashMap<>();

    /**
     * @param groups     all whose permutations the turn looks at, its own ones included
     * @param bestAtOnce whether the turn cannot improve on what it just did
     */
    SettledTurn(Turn turn, Set<String> groups, boolean bestAtOnce) {
        this.turn = turn;
        this.groups = groups;
        this.bestAtOnce = bestAtOnce;
    }

    @Override
    public boolean improve(Map<String, int[]> units, double rounding) {
        // A permutation is replaced, never changed, so that the same array is the same permutation.
        if (!seen.isEmpty() && groups.stream().allMatch(group -> seen.get(group) == units.get(group))) {
            return false;
        }
        boolean improved = turn.improve(units, rounding);
        seen.clear();
        if (bestAtOnce || !improved) {
            groups.forEach(group -> seen.put(group, units.get(group)));
        }
        return improved;
    }
}
