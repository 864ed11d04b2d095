package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.architecture.Mlp;

class PropagationTest {
    private static final int SEEDS = 20;

    /** One output weight and one bias a unit: nearly nothing is known of the last layer until those before it are matched. */
    private static final Mlp MLP = Mlp.of(64, 16, 16, 16, 1);

    /** Two values a unit do not bear that noise, and 65 or 17 do. */
    @Test
    void findsPlantedGroupsInNoiseWhateverTheOrderTheyAreNamedIn() {
        List<Group> reversed = new ArrayList<>(MLP.symmetry().groups());
        Collections.reverse(reversed);
        for (Symmetry symmetry : List.of(MLP.symmetry(), new Symmetry(reversed, List.of()))) {
            for (int s = 0; s < SEEDS; s++) {
                StateDict reference = Samples.normal(MLP.layout(), new Seed(s));
                Permutations planted = Permutations.random(symmetry, new Seed(s).child("planted"));
                StateDict moving = noisy(planted.apply(reference, symmetry), new Seed(s).child("noise"));
                Map<String, int[]> found =
                        propagation(symmetry, reference, moving).fromEnds();
                assertEquals(planted.inverse(), Permutations.of(symmetry, found), "seed " + s);
            }
        }
    }

    @Test
    void leavesKeptGroupsAsTheyAreAndMatchesTheOthersToThem() {
        Symmetry symmetry = MLP.symmetry();
        String last = symmetry.groups().get(2).name();
        for (int s = 0; s < SEEDS; s++) {
            StateDict reference = Samples.normal(MLP.layout(), new Seed(s));
            Permutations planted = Permutations.random(symmetry, new Seed(s).child("planted"));
            Permutations wrong = Permutations.random(symmetry, new Seed(s).child("wrong"));
            Map<String, int[]> units = Units.of(planted.inverse());
            units.put(last, wrong.of(last));
            Map<String, int[]> before = Units.of(Permutations.of(symmetry, units));
            Set<String> kept = Set.copyOf(MLP.symmetry().sizes().keySet().stream()
                    .filter(group -> !group.equals(last))
                    .toList());
            Propagation propagation = propagation(symmetry, reference, planted.apply(reference, symmetry));
            assertEquals(planted.inverse(), Permutations.of(symmetry, propagation.from(units, kept)));
            assertArrayEquals(before.get(last), units.get(last), "the given units are read only");
            assertArrayEquals(
                    wrong.of(last), propagation.from(units, Set.of(last)).get(last));
        }
    }

    /** A group on two axes of an entry is matched by the others of its entries, and only then counts as known. */
    @Test
    void matchesATwoSidedGroupByTheEntriesThatItIsOnOneSideOf() {
        Layout layout = Samples.RESIDUAL;
        for (int s = 0; s < SEEDS; s++) {
            StateDict reference = Samples.normal(layout, new Seed(s));
            Permutations planted = Permutations.random(Samples.RESIDUAL_SYMMETRY, new Seed(s).child("planted"));
            StateDict moving = planted.apply(reference, Samples.RESIDUAL_SYMMETRY);
            assertEquals(
                    planted.inverse(),
                    Permutations.of(
                            Samples.RESIDUAL_SYMMETRY,
                            propagation(Samples.RESIDUAL_SYMMETRY, reference, moving)
                                    .fromEnds()),
                    "seed " + s);
        }
    }

    private static StateDict noisy(StateDict weights, Seed seed) {
        float[] values = weights.toArray();
        float[] noise = Samples.normal(weights.layout(), seed).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.4f * noise[i];
        }
        return StateDict.of(weights.layout(), values);
    }

    private static Propagation propagation(Symmetry symmetry, StateDict reference, StateDict moving) {
        MatchingObjective objective = new MatchingObjective(symmetry, reference, moving);
        return new Propagation(symmetry, reference.layout(), objective, 1e-9);
    }
}
