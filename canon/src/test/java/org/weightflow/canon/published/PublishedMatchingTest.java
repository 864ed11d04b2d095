package org.weightflow.canon.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.Starts;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.architecture.Architectures;

class PublishedMatchingTest {
    private static final int SEEDS = 20;

    /** Float64 sums of some thousand products in two orders, relative to their size. */
    private static final double ROUNDING = 1e-12;

    private static final Architecture VIT = Architectures.parse("vit-patch4-width12-depth2-heads3-mlp2-in3x8x8");

    private static final Architecture RESNET = Architectures.parse("resnet-8-width4-conv");

    /** The published method and ours, which share no line of the search, take the same steps where there are no heads. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mlp-5-9-8-7-3", "mlp-5-9-8-3-bn", "resnet-8-width4", "resnet-8-width4-conv"})
    void gitRebasinIsTheAscentFromTheIdentity(String id) {
        Architecture architecture = Architectures.parse(id);
        Symmetry symmetry = architecture.symmetry();
        WeightMatching ours =
                new WeightMatching(symmetry, MatchingConfig.defaults().withStarts(Starts.IDENTITY));
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = normal(architecture.layout(), new Seed(s).child("a"));
            StateDict b = normal(architecture.layout(), new Seed(s).child("b"));
            Matching theirs = new GitRebasin(symmetry).match(a, b, new Seed(s));
            assertEquals(ours.match(a, b, new Seed(s)), theirs, id + ", seed " + s);
            assertTrue(theirs.sweeps() > 1 && theirs.objectiveAfter() > theirs.objectiveBefore());
        }
    }

    @Test
    void everyMethodReportsTheInnerProductOfWhatItsPermutationsGive() {
        Symmetry symmetry = VIT.symmetry();
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = normal(VIT.layout(), new Seed(s).child("a"));
            StateDict b = normal(VIT.layout(), new Seed(s).child("b"));
            for (PairMatching method : methods(symmetry)) {
                Matching found = method.match(a, b, new Seed(s));
                StateDict moved = found.permutations().apply(b, symmetry);
                double slack = ROUNDING * WeightMatching.innerProduct(symmetry, a, a);
                assertEquals(WeightMatching.innerProduct(symmetry, a, b), found.objectiveBefore(), slack);
                assertEquals(WeightMatching.innerProduct(symmetry, a, moved), found.objectiveAfter(), slack);
                assertFalse(found.permutations().isIdentity());
                assertEquals(found, method.match(a, b, new Seed(s)), "the same seed gives the same matching");
            }
        }
    }

    @Test
    void matchingFromAPublishedResultIsNeverBelowItAndMostlyAbove() {
        Symmetry symmetry = VIT.symmetry();
        MatchingConfig identity = MatchingConfig.defaults().withStarts(Starts.IDENTITY);
        int above = 0;
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = normal(VIT.layout(), new Seed(s).child("a"));
            StateDict b = normal(VIT.layout(), new Seed(s).child("b"));
            List<PairMatching> methods = methods(symmetry);
            Matching ours = new WeightMatching(symmetry, identity, methods).match(a, b, new Seed(s));
            assertEquals(1 + methods.size(), ours.restartObjectives().size());
            for (int m = 0; m < methods.size(); m++) {
                double published = methods.get(m).match(a, b, new Seed(s)).objectiveAfter();
                assertTrue(ours.restartObjectives().get(1 + m) >= published, "ascent from method " + m);
                assertTrue(ours.objectiveAfter() >= published, "method " + m);
                above += ours.objectiveAfter() > published ? 1 : 0;
            }
        }
        assertTrue(above > SEEDS, "above a published result " + above + " times");
    }

    @Test
    void gitRebasinLeavesHeadsAndWhatIsInThem() {
        StateDict a = normal(VIT.layout(), new Seed(0).child("a"));
        StateDict b = normal(VIT.layout(), new Seed(0).child("b"));
        Permutations found =
                new GitRebasin(VIT.symmetry()).match(a, b, new Seed(3)).permutations();
        assertMoved(found, Map.of("stream", true, "blocks.1.mlp.fc1", true, "blocks.1.attn.heads", false));
        assertMoved(found, Map.of("blocks.0.attn.head1.qk", false, "blocks.1.attn.head0.vo", false));
    }

    /** Running variances of 1 to n weigh more than normal weights: whoever matches them finds their order. */
    @Test
    void gitRebasinWithStateMatchesRunningVariances() {
        Layout layout = RESNET.layout();
        Symmetry symmetry = RESNET.symmetry();
        float[] values = normal(layout, new Seed(1)).toArray();
        int from = layout.offset(layout.indexOf("bn1.running_var"));
        for (int u = 0; u < 4; u++) {
            values[from + u] = 1000 * (u + 1);
        }
        StateDict a = StateDict.of(layout, values);
        float[] others = normal(layout, new Seed(2)).toArray();
        int[] planted = {2, 0, 3, 1};
        for (int u = 0; u < 4; u++) {
            others[from + planted[u]] = 1000 * (u + 1);
        }
        StateDict b = StateDict.of(layout, others);
        String stream = symmetry.groups().stream()
                .filter(group ->
                        group.places().stream().anyMatch(place -> place.entry().equals("bn1.running_var")))
                .findFirst()
                .orElseThrow()
                .name();
        assertArrayEquals(
                planted,
                GitRebasin.withState(symmetry)
                        .match(a, b, new Seed(4))
                        .permutations()
                        .of(stream));
        assertFalse(Arrays.equals(
                planted,
                new GitRebasin(symmetry).match(a, b, new Seed(4)).permutations().of(stream)));
    }

    /** One order for q, k, v and the projection, and the stream as it was: what both forms can undo. */
    @Test
    void transFusionRecoversHeadsAndUnitsThatAreSharedInThem() {
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            StateDict reference = normal(VIT.layout(), seed.child("weights"));
            Permutations planted =
                    planted(seed.child("planted"), group -> !group.name().equals("stream"), true);
            StateDict moving = planted.apply(reference, VIT.symmetry());
            for (PairMatching method :
                    List.of(new TransFusion(VIT.symmetry()), new DeepWeightFlowTransFusion(VIT.symmetry()))) {
                assertEquals(
                        planted.inverse(), method.match(reference, moving, seed).permutations(), seed.toString());
            }
        }
    }

    /** Spectra see through any order of the stream and inside heads; a shared order inside heads cannot undo two. */
    @Test
    void transFusionRecoversHeadsInAnyOrderButNotTwoOrdersInside() {
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            StateDict reference = normal(VIT.layout(), seed.child("weights"));
            Permutations planted = planted(seed.child("planted"), group -> true, false);
            StateDict moving = planted.apply(reference, VIT.symmetry());
            Permutations found = new TransFusion(VIT.symmetry())
                    .match(reference, moving, seed)
                    .permutations();
            Permutations blockwise = new DeepWeightFlowTransFusion(VIT.symmetry())
                    .match(reference, moving, seed)
                    .permutations();
            for (String heads : List.of("blocks.0.attn.heads", "blocks.1.attn.heads")) {
                assertArrayEquals(planted.inverse().of(heads), found.of(heads));
                assertArrayEquals(planted.inverse().of(heads), blockwise.of(heads));
            }
            assertNotEquals(planted.inverse(), found);
            assertMoved(blockwise, Map.of("stream", false));
            for (Group group : VIT.symmetry().groups()) {
                if (group.name().endsWith(".qk")) {
                    String vo = group.name().replace(".qk", ".vo");
                    assertArrayEquals(found.of(vo), found.of(group.name()));
                    assertArrayEquals(blockwise.of(vo), blockwise.of(group.name()));
                }
            }
        }
    }

    /** Biases, the projection and what hidden units feed have no say: with those of another network nothing changes. */
    @Test
    void deepWeightFlowLooksAtIncomingMatricesAlone() {
        StateDict a = normal(VIT.layout(), new Seed(1));
        float[] values = normal(VIT.layout(), new Seed(2)).toArray();
        PairMatching method = new DeepWeightFlowTransFusion(VIT.symmetry());
        Permutations found = method.match(a, StateDict.of(VIT.layout(), values.clone()), new Seed(0))
                .permutations();
        for (String part : List.of("attn.qkv.bias", "attn.proj.weight", "mlp.fc1.bias", "mlp.fc2.weight")) {
            int e = VIT.layout().indexOf("blocks.0." + part);
            SplittableRandom random = new Seed(3).child(part).random();
            for (int i = VIT.layout().offset(e); i < VIT.layout().offset(e + 1); i++) {
                values[i] = (float) (10 * random.nextGaussian());
            }
        }
        assertEquals(
                found,
                method.match(a, StateDict.of(VIT.layout(), values), new Seed(0)).permutations());
    }

    @Test
    void transFusionNeedsHeadsOfOneSize() {
        Symmetry none = Architectures.parse("mlp-3-4-2").symmetry();
        for (var constructor :
                List.<Function<Symmetry, PairMatching>>of(TransFusion::new, DeepWeightFlowTransFusion::new)) {
            var e = assertThrows(IllegalArgumentException.class, () -> constructor.apply(none));
            assertTrue(e.getMessage().contains("no heads"), e::getMessage);
        }
        Layout layout = Layout.of(List.of(new Layout.Entry("qkv", List.of(6, 2), Layout.Kind.WEIGHT, true)));
        Symmetry.Builder uneven = Symmetry.on(layout).block("heads", "qkv", 0, 0, 3, 2);
        for (int h = 0; h < 2; h++) {
            uneven.block("qk" + h, "qkv", 0, 3 * h, 1, 2)
                    .inside("qk" + h, "heads", h, "qk")
                    .block("vo" + h, "qkv", 0, 3 * h + 2, 1, 1)
                    .inside("vo" + h, "heads", h, "vo");
        }
        var e = assertThrows(IllegalArgumentException.class, () -> new TransFusion(uneven.build()));
        assertTrue(e.getMessage().contains("heads: its families hold [2, 1] units"), e::getMessage);
    }

    @Test
    void namesWhatDoesNotFit() {
        PairMatching method = new GitRebasin(RESNET.symmetry());
        StateDict a = normal(RESNET.layout(), new Seed(1));
        float[] values = a.toArray();
        values[RESNET.layout().offset(RESNET.layout().indexOf("linear.weight")) + 2] = Float.NaN;
        StateDict b = StateDict.of(RESNET.layout(), values);
        var e = assertThrows(IllegalArgumentException.class, () -> method.match(a, b, new Seed(1)));
        assertTrue(e.getMessage().contains("linear.weight: value NaN at 2 of the moving network"), e::getMessage);
        var f = assertThrows(
                IllegalArgumentException.class, () -> method.match(a, normal(VIT.layout(), new Seed(1)), new Seed(1)));
        assertTrue(f.getMessage().contains("conv1.weight"), f::getMessage);
    }

    private static List<PairMatching> methods(Symmetry symmetry) {
        return List.of(new GitRebasin(symmetry), new TransFusion(symmetry), new DeepWeightFlowTransFusion(symmetry));
    }

    private static void assertMoved(Permutations permutations, Map<String, Boolean> moved) {
        moved.forEach((group, expected) -> {
            int[] p = permutations.of(group);
            boolean identity = true;
            for (int u = 0; u < p.length; u++) {
                identity &= p[u] == u;
            }
            assertEquals(expected, !identity, group);
        });
    }

    /** @param shared whether all families of a head get one order */
    private static Permutations planted(Seed seed, Predicate<Group> moved, boolean shared) {
        Map<String, int[]> units = new LinkedHashMap<>();
        Map<List<Object>, int[]> inside = new HashMap<>();
        Permutations random = Permutations.random(VIT.symmetry(), seed);
        for (Group group : VIT.symmetry().groups()) {
            int[] p = moved.test(group)
                    ? random.of(group.name())
                    : Permutations.identity(VIT.symmetry()).of(group.name());
            if (shared && group.inside() != null) {
                List<Object> head = new ArrayList<>(
                        List.of(group.inside().outer(), group.inside().unit()));
                p = inside.computeIfAbsent(head, h -> random.of(group.name()));
            }
            units.put(group.name(), p);
        }
        return Permutations.of(VIT.symmetry(), units);
    }

    /** Standard normal values, positive in running variances. */
    private static StateDict normal(Layout layout, Seed seed) {
        SplittableRandom random = seed.random();
        float[] flat = new float[layout.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) random.nextGaussian();
        }
        return StateDict.of(layout, flat);
    }
}
