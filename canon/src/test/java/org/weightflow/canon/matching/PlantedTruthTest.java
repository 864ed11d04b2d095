package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Architectures;

/** Networks that are random elements of their symmetry apart: the element is known, so finding it can be checked to the bit. */
class PlantedTruthTest {
    private static final int SEEDS = 50;

    private static final String VIT = "vit-patch4-width16-depth2-heads4-mlp2-in3x8x8";

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mlp-12-16-16-16-10", "mlp-12-16-16-10-bn", "mlp-12-16-16-10-ln", "resnet-8-width4", VIT})
    void isRecoveredToTheBit(String id) {
        Architecture architecture = Architectures.parse(id);
        Symmetry symmetry = architecture.symmetry();
        WeightMatching matching = new WeightMatching(symmetry, MatchingConfig.defaults());
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            StateDict reference = withState(
                    Initialisation.TORCH_DEFAULT.draw(architecture.layout(), seed.child("weights")),
                    seed.child("state").random());
            Permutations planted = Permutations.random(symmetry, seed.child("planted"));
            StateDict moving = Samples.oneByOne(planted, reference, symmetry);

            Matching found = matching.match(reference, moving, seed);

            String where = id + ", seed " + s;
            assertTrue(found.permutations().apply(moving, symmetry).sameBits(reference), where);
            assertEquals(planted.inverse(), found.permutations(), where);
            assertTrue(found.converged(), where);
        }
    }

    /** Elsewhere the ascent from the identity mostly finds it as well; a stream of normal weights it misses, the other start never. */
    @Test
    void isFoundFromTheInputsOnWhereTheIdentityMissesIt() {
        Symmetry symmetry = Samples.attentionSymmetry(24, 4, 3);
        WeightMatching identity =
                new WeightMatching(symmetry, MatchingConfig.defaults().withStarts(Starts.IDENTITY));
        WeightMatching propagated = new WeightMatching(symmetry, MatchingConfig.defaults());
        int missed = 0;
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            StateDict reference = Samples.normal(Samples.attention(24, 4, 3), seed.child("weights"));
            Permutations planted = Permutations.random(symmetry, seed.child("planted"));
            StateDict moving = planted.apply(reference, symmetry);
            Permutations truth = planted.inverse();
            missed += identity.match(reference, moving, seed).permutations().equals(truth) ? 0 : 1;
            assertEquals(truth, propagated.match(reference, moving, seed).permutations(), "seed " + s);
        }
        assertTrue(missed > SEEDS / 10, "missed " + missed + " times");
    }

    /** Other running statistics in each unit, which have no say in the matching but must move. */
    private static StateDict withState(StateDict weights, SplittableRandom random) {
        Layout layout = weights.layout();
        float[] values = weights.toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); !layout.entry(e).kind().isLearnable() && i < layout.offset(e + 1); i++) {
                values[i] = random.nextFloat();
            }
        }
        return StateDict.of(layout, values);
    }
}
