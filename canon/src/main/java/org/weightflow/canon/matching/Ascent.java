package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Seed;

/** One run of coordinate ascent from one start: sweeps over all turns, in a new order each, until none improves. */
final class Ascent {
    private final MatchingObjective objective;
    private final List<Turn> turns;
    private final Map<String, int[]> units;
    private final List<Double> sweeps = new ArrayList<>();
    private boolean converged;

    /** @param start the ascent's own from here on */
    Ascent(MatchingObjective objective, List<Turn> turns, Map<String, int[]> start) {
        this.objective = objective;
        this.turns = turns;
        this.units = start;
    }

    void climb(int maxSweeps, Seed order, double rounding) {
        while (!converged && sweeps.size() < maxSweeps) {
            converged = true;
            int[] shuffled = Permutations.shuffled(
                    turns.size(), order.child(sweeps.size()).random());
            for (int turn : shuffled) {
                converged &= !turns.get(turn).improve(units, rounding);
            }
            boolean moved = !converged || sweeps.isEmpty();
            sweeps.add(moved ? objective.at(units) : end());
        }
    }

    /** Group -> permutation, where the ascent is. */
    Map<String, int[]> units() {
        return units;
    }

    /** The objective there. */
    double end() {
        return sweeps.get(sweeps.size() - 1);
    }

    /** The objective after each sweep. */
    List<Double> sweeps() {
        return sweeps;
    }

    /** Whether no group could improve alone. */
    boolean converged() {
        return converged;
    }
}
