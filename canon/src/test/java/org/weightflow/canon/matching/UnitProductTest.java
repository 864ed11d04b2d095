package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.architecture.Mlp;

class UnitProductTest {
    /** Of float64 sums of some tens of products below 1. */
    private static final double ROUNDING = 1e-13;

    @ParameterizedTest(name = "{0} swaps at a time")
    @ValueSource(ints = {0, 1, 3, 40})
    void followsWhatMoves(int swaps) {
        Mlp mlp = Mlp.of(5, 30, 24, 4);
        Symmetry symmetry = mlp.symmetry();
        MatchingObjective objective = new MatchingObjective(
                symmetry,
                Initialisation.TORCH_DEFAULT.draw(mlp.layout(), new Seed(1)),
                Initialisation.TORCH_DEFAULT.draw(mlp.layout(), new Seed(2)));
        SplittableRandom random = new SplittableRandom(3);
        for (Group group : symmetry.groups()) {
            Set<String> own = Set.of(group.name());
            for (Place place : group.places()) {
                UnitProduct product = new UnitProduct(objective, place, own);
                Map<String, int[]> units = Units.identity(symmetry);
                for (int time = 0; time < 5; time++) {
                    double[] followed = new double[group.units() * group.units()];
                    product.addTo(followed, units);
                    assertArrayEquals(
                            objective.unitValues(place, objective.moves(place, own, units), false), followed, ROUNDING);
                    units.replaceAll((name, p) -> swapped(p, swaps, random));
                }
            }
        }
    }

    private static int[] swapped(int[] p, int swaps, SplittableRandom random) {
        int[] next = p.clone();
        for (int s = 0; s < swaps; s++) {
            int i = random.nextInt(p.length);
            int j = random.nextInt(p.length);
            int held = next[i];
            next[i] = next[j];
            next[j] = held;
        }
        return next;
    }
}
