package org.weightflow.canon.matching;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.weightflow.networks.Symmetry.Place;

/**
 * The part A' B'^T of the {@link UnitValues} at one place, followed while other groups move. Towards the end of an ascent few units
 * do, and with m values of each row of B' replaced, dB' being what they rose by, the product rises by A'[:, m] dB'^T: that costs
 * n^2 m instead of n^2 times the whole row.
 */
final class UnitProduct {
    private final MatchingObjective objective;
    private final Place place;
    private final Set<String> own;
    private int[][] moves;
    private int[] positions;
    private double[] product;

    /** @param own the groups that hold still on the place's axis */
    UnitProduct(MatchingObjective objective, Place place, Set<String> own) {
        this.objective = objective;
        this.place = place;
        this.own = own;
    }

    /**
     * Adds the product where the groups are permuted as given.
     *
     * @param sum row-major {@code [n, n]}
     */
    void addTo(double[] sum, Map<String, int[]> units) {
        double[] current = at(units);
        for (int k = 0; k < sum.length; k++) {
            sum[k] += current[k];
        }
    }

    private double[] at(Map<String, int[]> units) {
        int[][] next = objective.moves(place, own, units);
        int[] nextPositions = objective.positions(place, next);
        if (product == null) {
            double[] fresh = objective.unitValues(place, next, true);
            if (!objective.hold(fresh.length)) {
                return fresh;
            }
            product = fresh;
        } else {
            int[] moved = IntStream.range(0, nextPositions.length)
                    .filter(k -> nextPositions[k] != positions[k])
                    .toArray();
            if (2 * moved.length > nextPositions.length || !Arrays.equals(moves[place.axis()], next[place.axis()])) {
                product = objective.unitValues(place, next, true);
            } else if (moved.length > 0) {
                objective.addMoved(product, place, next, positions, nextPositions, moved);
            }
        }
        moves = next;
        positions = nextPositions;
        return product;
    }
}
