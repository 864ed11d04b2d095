package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.canon.assignment.LinearAssignment;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * The turn of a group with others inside its units, and of all of those at once: the heads of an attention and the units inside each.
 * <p>Unit j of B in place i of A is worth what lies in no inner group, and for each family the greatest assignment of the units
 * inside j to those inside i. Units are assigned by that, then take the inner assignments that it came from: of all that the outer
 * and inner groups could do together this is the best, unless they act on two axes of one entry.
 * <p>Cost, for n units with m units of a family in each: n^2 assignments of m units, and the products of n m rows.
 */
final class NestedTurn implements Turn {
    private final Group outer;
    private final MatchingObjective objective;
    private final List<Place> places;
    private final UnitValues bare;
    private final List<List<Group>> families;
    private final List<UnitValues> inner = new ArrayList<>();

    NestedTurn(Group outer, Symmetry symmetry, MatchingObjective objective) {
        this.outer = outer;
        this.objective = objective;
        this.places = objective.matched(outer.places());
        this.families = List.copyOf(symmetry.families(outer.name()).values());
        Set<String> own = new HashSet<>(Set.of(outer.name()));
        families.forEach(family -> family.forEach(group -> own.add(group.name())));
        this.bare = new UnitValues(
                objective,
                outer.units(),
                places.stream().flatMap(place -> bare(place).stream()).toList(),
                own);
        for (List<Group> family : families) {
            int units = outer.units() * family.get(0).units();
            inner.add(new UnitValues(objective, units, objective.matched(together(family)), own));
        }
    }

    @Override
    public boolean improve(Map<String, int[]> units, double rounding) {
        int n = outer.units();
        double[] worth = bare.at(units);
        List<int[][]> best = new ArrayList<>();
        for (int f = 0; f < families.size(); f++) {
            best.add(assignInside(
                    worth, inner.get(f).at(units), families.get(f).get(0).units()));
        }
        int[] next = LinearAssignment.maximise(worth, n);
        Map<String, int[]> moved = new HashMap<>(Map.of(outer.name(), next));
        for (int f = 0; f < families.size(); f++) {
            for (int i = 0; i < n; i++) {
                moved.put(families.get(f).get(i).name(), best.get(f)[i * n + next[i]]);
            }
        }
        Map<String, int[]> all = new HashMap<>(units);
        all.putAll(moved);
        boolean rises = objective.gain(places, units, all) > rounding;
        if (rises) {
            units.putAll(moved);
        }
        return rises;
    }

    /**
     * Adds to the worth of each pair (i, j) of outer units that of the best assignment of the m units inside j to those inside i.
     *
     * @param values row-major {@code [n m, n m]}
     * @return the assignments, of pair (i, j) at i n + j
     */
    private int[][] assignInside(double[] worth, double[] values, int m) {
        int n = outer.units();
        int[][] best = new int[n * n][];
        double[] pair = new double[m * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < m; k++) {
                    System.arraycopy(values, (i * m + k) * n * m + j * m, pair, k * m, m);
                }
                best[i * n + j] = LinearAssignment.maximise(pair, m);
                worth[i * n + j] += LinearAssignment.total(pair, best[i * n + j]);
            }
        }
        return best;
    }

    /** The units of all groups of a family as those of one, unit by outer unit. */
    private static List<Place> together(List<Group> family) {
        List<Place> places = new ArrayList<>();
        for (int p = 0; p < family.get(0).places().size(); p++) {
            List<Integer> starts = new ArrayList<>();
            for (Group group : family) {
                starts.addAll(group.places().get(p).starts());
            }
            Place first = family.get(0).places().get(p);
            places.add(new Place(first.entry(), first.axis(), first.width(), starts));
        }
        return places;
    }

    /** What of a place of the outer units no inner group covers, run by run. */
    private List<Place> bare(Place place) {
        int start = place.starts().get(0);
        boolean[] covered = new boolean[place.width() + 1];
        covered[place.width()] = true;
        for (List<Group> family : families) {
            for (Place within : family.get(0).places()) {
                if (within.entry().equals(place.entry()) && within.axis() == place.axis()) {
                    for (int k : Gather.placesOf(within)) {
                        if (k >= start && k < start + place.width()) {
                            covered[k - start] = true;
                        }
                    }
                }
            }
        }
        List<Place> runs = new ArrayList<>();
        for (int from = 0; from < place.width(); from++) {
            int to = from;
            while (!covered[to]) {
                to++;
            }
            if (to > from) {
                int shift = from;
                runs.add(new Place(
                        place.entry(),
                        place.axis(),
                        to - from,
                        place.starts().stream().map(s -> s + shift).toList()));
            }
            from = to;
        }
        return runs;
    }
}
