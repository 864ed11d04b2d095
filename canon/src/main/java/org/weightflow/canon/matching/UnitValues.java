package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.networks.Symmetry.Place;

/**
 * What it is worth to have unit j of B where unit i of A is while other groups are held: the sum over the places of the units of
 * A' B'^T, where the rows of A' and B' are the units there. Where the units lie on two axes of one entry, this is the gradient of an
 * objective that is quadratic in their permutation.
 * <p>What no other group moves is the same in every sweep, and the largest product: the inputs of a first layer. It is computed once. The rest follows what moved, see
 * {@link UnitProduct}.
 */
final class UnitValues {
    private final MatchingObjective objective;
    private final int units;
    private final Set<String> own;
    private final List<Place> constantPlaces = new ArrayList<>();
    private final List<UnitProduct> otherPlaces = new ArrayList<>();
    private double[] constant;

    /**
     * @param units  their number, n
     * @param places matched ones, of n units each
     * @param own    the groups whose permutation is sought, so that they hold still on the places' axes
     */
    UnitValues(MatchingObjective objective, int units, List<Place> places, Set<String> own) {
        this.objective = objective;
        this.units = units;
        this.own = own;
        for (Place place : places) {
            if (objective.isConstant(place, own)) {
                constantPlaces.add(place);
            } else {
                otherPlaces.add(new UnitProduct(objective, place, own));
            }
        }
    }

    /**
     * The values where the groups are permuted as given.
     *
     * @return row-major {@code [n, n]}; the caller's
     */
    double[] at(Map<String, int[]> permutations) {
        if (constant == null) {
            constant = new double[units * units];
            constantPlaces.forEach(place -> objective.addConstantUnitValues(constant, place, own));
        }
        double[] values = constant.clone();
        otherPlaces.forEach(product -> product.addTo(values, permutations));
        return values;
    }
}
