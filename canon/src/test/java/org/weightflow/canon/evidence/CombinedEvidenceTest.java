package org.weightflow.canon.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class CombinedEvidenceTest {
    /** float32 values of norm at most one. */
    private static final double TOLERANCE = 1e-6;

    private static final Mlp MLP = Mlp.of(6, 9, 8, 3);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void weighsTheTwoCosines(double share) {
        for (String id :
                new String[] {"mlp-6-9-8-3", "resnet-8-width4-conv-in3x8x8", "vit-width12-depth1-heads3-in3x8x8"}) {
            Architecture architecture = Architectures.parse(id);
            Evidence weights = Evidence.weights(architecture.symmetry());
            Evidence activations = activations(architecture);
            Evidence both = new CombinedEvidence(weights, activations, share);
            StateDict a = Networks.random(architecture, new Seed(2));
            StateDict b = Networks.random(architecture, new Seed(3));
            assertEquals(
                    (1 - share) * cosine(weights, a, b) + share * cosine(activations, a, b),
                    product(both, a, b),
                    TOLERANCE);
            assertEquals(1, product(both, a, a), TOLERANCE);
        }
    }

    private static double cosine(Evidence evidence, StateDict a, StateDict b) {
        return product(evidence, a, b) / Math.sqrt(product(evidence, a, a) * product(evidence, b, b));
    }

    private static double product(Evidence evidence, StateDict a, StateDict b) {
        return WeightMatching.innerProduct(evidence.symmetry(), evidence.of(a), evidence.of(b));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp-6-9-8-3", "resnet-8-width4-in3x8x8", "vit-width12-depth1-heads3-mlp2-in3x8x8"})
    void isPermutedAsTheNetworkIs(String id) {
        Architecture architecture = Architectures.parse(id);
        Evidence both = new CombinedEvidence(Evidence.weights(architecture.symmetry()), activations(architecture), 0.5);
        assertEquals(architecture.symmetry().sizes(), both.symmetry().sizes());
        StateDict network = Networks.random(architecture, new Seed(2));
        Permutations planted = Permutations.random(architecture.symmetry(), new Seed(3));
        float[] expected = planted.apply(both.of(network), both.symmetry()).toArray();
        float[] moved = both.of(planted.apply(network, architecture.symmetry())).toArray();
        assertFalse(both.of(network).sameBits(both.of(planted.apply(network, architecture.symmetry()))));
        for (int i = 0; i < moved.length; i++) {
            assertEquals(expected[i], moved[i], 1e-5);
        }
    }

    /** Neither part alone decides: at the ends of the share the matching is that of one kind. */
    @Test
    void matchesAsOneKindWhereItIsTheOnlyOne() {
        StateDict a = Networks.random(MLP, new Seed(2));
        StateDict b = Networks.random(MLP, new Seed(3));
        Evidence weights = Evidence.weights(MLP.symmetry());
        Evidence activations = activations(MLP);
        Permutations byWeights = match(weights, a, b);
        Permutations byActivations = match(activations, a, b);
        assertFalse(byWeights.equals(byActivations));
        assertEquals(byWeights, match(new CombinedEvidence(weights, activations, 0), a, b));
        assertEquals(byActivations, match(new CombinedEvidence(weights, activations, 1), a, b));
    }

    private static Permutations match(Evidence evidence, StateDict a, StateDict b) {
        return new WeightMatching(evidence.symmetry(), MatchingConfig.defaults())
                .match(evidence.of(a), evidence.of(b), new Seed(7))
                .permutations();
    }

    @Test
    void hasNothingToSayOfANetworkOfZeros() {
        StateDict zeros = StateDict.of(MLP.layout(), new float[MLP.layout().size()]);
        Evidence both = new CombinedEvidence(Evidence.weights(MLP.symmetry()), activations(MLP), 0.5);
        assertEquals(0, product(both, zeros, zeros));
    }

    @Test
    void refusesEvidenceOfOtherNetworks() {
        Evidence weights = Evidence.weights(Mlp.of(6, 9, 8, 8, 3).symmetry());
        Evidence activations = activations(MLP);
        var e = assertThrows(IllegalArgumentException.class, () -> new CombinedEvidence(weights, activations, 0.5));
        assertTrue(e.getMessage().contains("h3"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new CombinedEvidence(activations, activations, 1.5));
    }

    private static Evidence activations(Architecture architecture) {
        return new ActivationFeatures(architecture, Networks.examples(architecture, 40), 30, 200, new Seed(1));
    }
}
