package org.weightflow.canon.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.canon.matching.AlignedPopulation;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.AlignmentListener;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.MemberAlignment;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.PopulationAlignment;
import org.weightflow.canon.matching.Reference;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class EvidenceAlignmentTest {
    private static final Mlp MLP = Mlp.of(6, 9, 8, 3);

    /** Permuted, heads and all, and scaled wherever the symmetry lets units be: every unit is found again that says anything. */
    @ParameterizedTest
    @CsvSource({
        "mlp-12-24-20-16-4, ACTIVATIONS",
        "mlp-12-24-20-4-bn, ACTIVATIONS",
        "lenet-5-5-7-12-in1x18x18, ACTIVATIONS",
        "resnet-8-width6-in3x8x8, ACTIVATIONS",
        "resnet-8-width5-conv-in3x8x8, ACTIVATIONS",
        "vgg-11-bn-width3-in1x32x32, ACTIVATIONS",
        "vit-width24-depth2-heads4-mlp2-in3x8x8, ACTIVATIONS",
        "mlp-12-24-20-16-4, BOTH",
        "resnet-8-width6-in3x8x8, BOTH",
        "vit-width24-depth2-heads4-mlp2-in3x8x8, BOTH"
    })
    void findsAPlantedElementOfTheSymmetry(String id, EvidenceKind kind) {
        Architecture architecture = Architectures.parse(id);
        Symmetry symmetry = architecture.symmetry();
        Evidence evidence = evidence(architecture, kind);
        for (int s = 0; s < 3; s++) {
            StateDict network = Networks.random(architecture, new Seed(s));
            Permutations planted = Permutations.random(symmetry, new Seed(100 + s));
            StateDict moved = Networks.scaled(architecture, planted.apply(network, symmetry), new Seed(200 + s));
            EvidenceAligned aligned = new EvidenceAlignment(symmetry, evidence, AlignmentConfig.defaults())
                    .align(Members.of(List.of(network, moved)), new Seed(1), 1, AlignmentListener.silent());
            new FunctionCheck(architecture, Networks.examples(architecture, 4).features())
                    .check(aligned.networks().source(), aligned.networks());
            Permutations both = planted.then(aligned.evidence().get(1).permutations());
            assertIdentityOfAudibleUnits(both, architecture, network);
        }
    }

    private static void assertIdentityOfAudibleUnits(Permutations found, Architecture architecture, StateDict network) {
        ActivationFeatures features = features(architecture);
        StateDict values = features.of(network);
        int silent = 0;
        int units = 0;
        for (Symmetry.Group group : features.symmetry().groups()) {
            int[] p = found.of(group.name());
            for (int u = 0; u < p.length; u++) {
                boolean says = isAudible(values, group, u);
                assertTrue(p[u] == u || !(says || isAudible(values, group, p[u])), group.name() + " unit " + u);
                silent += says ? 0 : 1;
                units++;
            }
        }
        assertTrue(silent <= units / 5, silent + " of " + units + " units are silent");
    }

    private static boolean isAudible(StateDict values, Symmetry.Group group, int unit) {
        return group.places().stream().anyMatch(place -> {
            int rows = values.layout()
                    .entry(values.layout().indexOf(place.entry()))
                    .shape()
                    .get(1);
            int start = place.starts().get(unit) * rows;
            return IntStream.range(start, start + place.width() * rows)
                    .anyMatch(k -> values.entry(place.entry()).get(k) != 0);
        });
    }

    /** The alignments of weights are those of {@link PopulationAlignment}, whatever the reference. */
    @ParameterizedTest
    @EnumSource
    void byWeightsIsTheAlignmentOfTheWeights(Reference reference) {
        AlignmentConfig config = AlignmentConfig.defaults().withReference(reference);
        Members members = members(6);
        AlignedPopulation expected = new PopulationAlignment(MLP.symmetry(), config)
                .align(members, new Seed(3), 1, AlignmentListener.silent());
        EvidenceAligned aligned = align(EvidenceKind.WEIGHTS, config, members, 1, AlignmentListener.silent());
        assertTrue(expected.reference().sameBits(aligned.networks().reference()));
        assertEquals(expected.alignments(), aligned.evidence());
        for (int i = 0; i < members.count(); i++) {
            MemberAlignment theirs = expected.alignments().get(i);
            MemberAlignment mine = aligned.networks().alignments().get(i);
            assertEquals(theirs.permutations(), mine.permutations());
            assertEquals(theirs.objectiveBefore(), mine.objectiveBefore(), 1e-9);
            assertEquals(theirs.objectiveAfter(), mine.objectiveAfter(), 1e-9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhatItMeantForActivationsAndForWeights(Reference reference) {
        AlignmentConfig config = AlignmentConfig.defaults().withReference(reference);
        Members members = members(6);
        ActivationFeatures features = features(MLP);
        AlignedPopulation matched = new PopulationAlignment(features.symmetry(), config)
                .align(features.of(members), new Seed(3), 1, AlignmentListener.silent());
        List<MemberAlignment> heard = new ArrayList<>();
        EvidenceAligned aligned =
                align(EvidenceKind.ACTIVATIONS, config, members, 1, (round, alignment) -> heard.add(alignment));
        assertEquals(matched.alignments(), aligned.evidence());
        assertEquals(aligned.evidence().get(0).member(), heard.get(0).member());
        double sum = 0;
        for (int i = 0; i < members.count(); i++) {
            MemberAlignment evidence = aligned.evidence().get(i);
            MemberAlignment weights = aligned.networks().alignments().get(i);
            assertEquals(evidence.permutations(), weights.permutations());
            assertTrue(evidence.objectiveAfter() >= evidence.objectiveBefore() - 1e-9);
            StateDict used = aligned.networks().reference();
            assertEquals(product(used, members.weights(i)), weights.objectiveBefore(), 1e-9);
            assertEquals(product(used, aligned.networks().weights(i)), weights.objectiveAfter(), 1e-9);
            sum += evidence.objectiveAfter();
        }
        assertEquals(sum, aligned.evidenceObjective(), 1e-9);
        StateDict used = aligned.networks().reference();
        if (reference == Reference.MEAN) {
            assertMean(aligned.networks(), used);
        } else {
            assertArrayEquals(matched.reference().toArray(), features.of(used).toArray(), 1e-6f);
        }
    }

    private static double product(StateDict a, StateDict b) {
        return WeightMatching.innerProduct(MLP.symmetry(), a, b);
    }

    private static void assertMean(AlignedPopulation networks, StateDict mean) {
        float[] values = mean.toArray();
        for (int k = 0; k < values.length; k++) {
            double sum = 0;
            for (int i = 0; i < networks.count(); i++) {
                sum += networks.weights(i).toArray()[k];
            }
            assertEquals(sum / networks.count(), values[k], 1e-6);
        }
    }

    /** The medoid does not move, but neither does a member that already stands as the medoid does. */
    @Test
    void knowsTheMedoidFromOthersThatStayWhereTheyAre() {
        float[] near = Networks.random(MLP, new Seed(40)).toArray();
        List<StateDict> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            float[] own = near.clone();
            double size = 0.05 * Math.abs(i - 3);
            var random = new Seed(50 + i).random();
            for (int k = 0; k < own.length; k++) {
                own[k] += (float) (size * random.nextGaussian());
            }
            members.add(StateDict.of(MLP.layout(), own));
        }
        EvidenceAligned aligned = align(
                EvidenceKind.ACTIVATIONS,
                AlignmentConfig.defaults().withReference(Reference.MEDOID),
                Members.of(members),
                1,
                AlignmentListener.silent());
        assertTrue(aligned.evidence().stream()
                        .filter(each -> each.permutations().isIdentity())
                        .count()
                > 1);
        assertTrue(members.get(3).sameBits(aligned.networks().reference()));
    }

    @Test
    void isTheSameForAnyNumberOfThreads() {
        Members members = members(7);
        AlignmentConfig config = AlignmentConfig.defaults().withReference(Reference.MEAN);
        assertEquals(
                permutations(align(EvidenceKind.BOTH, config, members, 1, AlignmentListener.silent())),
                permutations(align(EvidenceKind.BOTH, config, members, 3, AlignmentListener.silent())));
    }

    private static List<Permutations> permutations(EvidenceAligned aligned) {
        return aligned.evidence().stream().map(MemberAlignment::permutations).toList();
    }

    @Test
    void carriesMasksWithTheWeights() {
        Layout layout = MLP.layout();
        Members dense = members(2);
        BitSet kept = new BitSet();
        IntStream.range(0, layout.size()).filter(k -> k % 3 != 0 || k > 53).forEach(kept::set);
        Mask mask = Mask.of(layout, kept);
        Members sparse = Members.of(2, dense::weights, member -> Optional.of(mask));
        EvidenceAligned aligned =
                align(EvidenceKind.ACTIVATIONS, AlignmentConfig.defaults(), sparse, 1, AlignmentListener.silent());
        Permutations found = aligned.evidence().get(1).permutations();
        assertFalse(found.isIdentity());
        assertEquals(
                found.apply(mask, MLP.symmetry()), aligned.networks().mask(1).orElseThrow());
    }

    private static EvidenceAligned align(
            EvidenceKind kind, AlignmentConfig config, Members members, int threads, AlignmentListener listener) {
        return new EvidenceAlignment(MLP.symmetry(), evidence(MLP, kind), config)
                .align(members, new Seed(3), threads, listener);
    }

    private static Members members(int count) {
        return Members.of(IntStream.range(0, count)
                .mapToObj(i -> Networks.random(MLP, new Seed(20 + i)))
                .toList());
    }

    private static Evidence evidence(Architecture architecture, EvidenceKind kind) {
        return new EvidenceConfig(kind, 64, 512, 0.5)
                .evidence(architecture, Networks.examples(architecture, 200), new Seed(1));
    }

    private static ActivationFeatures features(Architecture architecture) {
        return new ActivationFeatures(architecture, Networks.examples(architecture, 200), 64, 512, new Seed(1));
    }
}
