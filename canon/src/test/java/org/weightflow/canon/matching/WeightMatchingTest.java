package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Mlp;

class WeightMatchingTest {
    private static final Mlp SMALL = Mlp.of(3, 5, 4, 2);
    private static final int SEEDS = 50;

    /** Float64 sums of some hundred products in two orders, relative to their size. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest(name = "{0} units in each of three hidden layers")
    @ValueSource(ints = {1, 2, 7, 64})
    void recoversAPlantedPermutation(int units) {
        Mlp mlp = Mlp.of(20, units, units, units, 10);
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            StateDict reference = Initialisation.TORCH_DEFAULT.draw(mlp.layout(), seed.child("weights"));
            Permutations planted = Permutations.random(mlp.symmetry(), seed.child("planted"));
            StateDict moving = planted.apply(reference, mlp.symmetry());

            Matching found = matching(mlp.symmetry(), 1).match(reference, moving, seed);

            assertEquals(planted.inverse(), found.permutations(), "seed " + s);
            assertTrue(found.permutations().apply(moving, mlp.symmetry()).sameBits(reference));
            assertTrue(found.converged());
        }
    }

    @Test
    void recoversAPlantedPermutationOfConvolutionsWhateverTheRunningStatistics() {
        Symmetry symmetry = Samples.CONVOLUTIONS_SYMMETRY;
        Layout layout = Samples.CONVOLUTIONS;
        for (int s = 0; s < SEEDS; s++) {
            Seed seed = new Seed(s);
            float[] values = Samples.normal(layout, seed.child("weights")).toArray();
            StateDict reference = withVariances(values, i -> values[i] = 1000 * i);
            Permutations planted = Permutations.random(symmetry, seed.child("planted"));
            float[] moved = planted.apply(reference, symmetry).toArray();
            StateDict moving = withVariances(moved, i -> moved[i] = 1000 * i);
            assertEquals(
                    planted.inverse(),
                    matching(symmetry, 1).match(reference, moving, seed).permutations(),
                    "seed " + s);
        }
    }

    @Test
    void recoversPlantedUnitsThatAreScatteredAndWide() {
        for (int s = 0; s < SEEDS; s++) {
            assertPlantedIsRecovered(Samples.PADDED, Samples.PADDED_SYMMETRY, 1, new Seed(s));
        }
    }

    /** With the stream in order one turn finds heads and units, whatever the order of the groups. */
    @Test
    void recoversPlantedHeadsAndTheirUnits() {
        for (int s = 0; s < SEEDS; s++) {
            assertPlantedIsRecovered(Samples.attention(1, 4, 3), Samples.attentionSymmetry(1, 4, 3), 1, new Seed(s));
        }
    }

    @Test
    void recoversPlantedHeadsOnAStreamThatIsPermutedToo() {
        for (int s = 0; s < SEEDS; s++) {
            assertPlantedIsRecovered(Samples.attention(24, 4, 3), Samples.attentionSymmetry(24, 4, 3), 1, new Seed(s));
        }
    }

    /** Heads and units are one linear problem where nothing else is permuted: the best of 6 * (2 * 2)^3 elements. */
    @Test
    void findsTheBestOfAllHeadsAndUnits() {
        Symmetry symmetry = Samples.attentionSymmetry(1, 3, 2);
        Layout layout = Samples.attention(1, 3, 2);
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = Samples.normal(layout, new Seed(s).child("a"));
            StateDict b = Samples.normal(layout, new Seed(s).child("b"));
            double best = best(symmetry, a, b, new LinkedHashMap<>());
            Matching found = matching(symmetry, 1).match(a, b, new Seed(s));
            assertEquals(best, found.objectiveAfter(), ROUNDING * Samples.innerProduct(a, a));
        }
    }

    @Test
    void nearbyTakesAFewSweepsFromWhereUnitsStand() {
        Mlp mlp = Mlp.of(12, 30, 30, 30, 4);
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = Initialisation.TORCH_DEFAULT.draw(mlp.layout(), new Seed(s).child("a"));
            StateDict b = Initialisation.TORCH_DEFAULT.draw(mlp.layout(), new Seed(s).child("b"));
            WeightMatching whole = new WeightMatching(mlp.symmetry(), MatchingConfig.defaults());
            Matching near = whole.nearby().match(a, b, new Seed(s));
            assertTrue(near.sweeps() <= 2, () -> near.sweeps() + " sweeps");
            assertEquals(1, near.restartObjectives().size());
            assertTrue(near.objectiveAfter() > near.objectiveBefore());
            Matching longer = whole.match(a, b, new Seed(s));
            assertTrue(longer.restartObjectives().get(0) >= near.objectiveAfter() * (1 - ROUNDING));
        }
    }

    /** The greatest objective of all elements that have the chosen permutations. */
    private static double best(Symmetry symmetry, StateDict a, StateDict b, Map<String, int[]> chosen) {
        if (chosen.size() == symmetry.groups().size()) {
            return Samples.innerProduct(a, Samples.oneByOne(Permutations.of(symmetry, chosen), b, symmetry));
        }
        Symmetry.Group group = symmetry.groups().get(chosen.size());
        List<Double> objectives = new ArrayList<>();
        everyOrder(group.units(), p -> {
            Map<String, int[]> more = new LinkedHashMap<>(chosen);
            more.put(group.name(), p);
            objectives.add(best(symmetry, a, b, more));
        });
        return Collections.max(objectives);
    }

    private static void assertPlantedIsRecovered(Layout layout, Symmetry symmetry, int restarts, Seed seed) {
        StateDict reference = Samples.normal(layout, seed.child("weights"));
        Permutations planted = Permutations.random(symmetry, seed.child("planted"));
        StateDict moving = planted.apply(reference, symmetry);
        Matching found = matching(symmetry, restarts).match(reference, moving, seed);
        assertEquals(planted.inverse(), found.permutations(), () -> seed.toString());
        assertTrue(found.permutations().apply(moving, symmetry).sameBits(reference));
        assertTrue(found.converged());
    }

    @Test
    void reportsTheInnerProductsBeforeAndAfter() {
        for (int s = 0; s < SEEDS; s++) {
            StateDict a = Samples.normal(SMALL.layout(), new Seed(s).child("a"));
            StateDict b = Samples.normal(SMALL.layout(), new Seed(s).child("b"));
            Matching found = matching(SMALL.symmetry(), 2).match(a, b, new Seed(s));
            double scale = Samples.innerProduct(a, a);
            StateDict aligned = found.permutations().apply(b, SMALL.symmetry());
            assertEquals(Samples.innerProduct(a, b), found.objectiveBefore(), ROUNDING * scale);
            assertEquals(Samples.innerProduct(a, aligned), found.objectiveAfter(), ROUNDING * scale);
            assertEquals(2 + 1, found.restartObjectives().size());
        }
    }

    @Test
    void neverLowersTheObjective() {
        for (Case given : cases()) {
            Matching found = matching(given.symmetry, 1).match(given.a, given.b, given.seed);
            double last = found.objectiveBefore();
            for (double objective : found.sweepObjectives()) {
                assertTrue(objective >= last, () -> given + ": " + found);
                last = objective;
            }
            assertEquals(last, found.objectiveAfter());
            assertEquals(found.sweeps(), found.sweepObjectives().size());
        }
    }

    @Test
    void leavesNoGroupThatCouldImproveAlone() {
        for (Case given : cases()) {
            if (given.symmetry.equals(Samples.RESIDUAL_SYMMETRY)) {
                continue; // quadratic in its group: no assignment solves it
            }
            Matching found = matching(given.symmetry, 1).match(given.a, given.b, given.seed);
            double slack = ROUNDING * Samples.innerProduct(given.a, given.a);
            for (String group : given.symmetry.sizes().keySet()) {
                everyOrder(given.symmetry.sizes().get(group), p -> {
                    Map<String, int[]> units = new LinkedHashMap<>();
                    for (String other : given.symmetry.sizes().keySet()) {
                        units.put(
                                other,
                                other.equals(group) ? p : found.permutations().of(other));
                    }
                    StateDict moved = Permutations.of(given.symmetry, units).apply(given.b, given.symmetry);
                    double objective = Samples.innerProduct(given.a, moved);
                    assertTrue(objective <= found.objectiveAfter() + slack, () -> given + ": " + group);
                });
            }
        }
    }

    @Test
    void moreRestartsNeverDoWorseAndSometimesBetter() {
        int better = 0;
        for (Case given : cases()) {
            double last = Double.NEGATIVE_INFINITY;
            for (int restarts = 1; restarts <= 5; restarts++) {
                Matching found = matching(given.symmetry, restarts).match(given.a, given.b, given.seed);
                assertTrue(found.objectiveAfter() >= last);
                better += restarts > 1 && found.objectiveAfter() > last ? 1 : 0;
                last = found.objectiveAfter();
                assertEquals(
                        last,
                        found.restartObjectives().stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElseThrow(),
                        ROUNDING * Samples.innerProduct(given.a, given.a));
            }
        }
        assertTrue(better > 5, "restarts helped " + better + " times");
    }

    @Test
    void perturbationsNeverDoWorseAndBeatRandomRestarts() {
        double restarts = 0;
        double perturbations = 0;
        Mlp mlp = Mlp.of(6, 16, 16, 16, 3);
        MatchingConfig identity = MatchingConfig.defaults().withStarts(Starts.IDENTITY);
        for (int s = 0; s < 10; s++) {
            StateDict a = Samples.normal(mlp.layout(), new Seed(s).child("a"));
            StateDict b = Samples.normal(mlp.layout(), new Seed(s).child("b"));
            double last = Double.NEGATIVE_INFINITY;
            for (int rounds : new int[] {0, 1, 2, 20}) {
                Matching found =
                        new WeightMatching(mlp.symmetry(), identity.withPerturbations(rounds)).match(a, b, new Seed(s));
                assertTrue(found.objectiveAfter() >= last);
                last = found.objectiveAfter();
            }
            perturbations += last;
            restarts += new WeightMatching(mlp.symmetry(), identity.withRestarts(21))
                    .match(a, b, new Seed(s))
                    .objectiveAfter();
        }
        assertTrue(perturbations > restarts, perturbations + " against " + restarts);
    }

    @Test
    void isTheSameEachTime() {
        for (Case given : cases()) {
            WeightMatching matching = matching(given.symmetry, 3);
            assertEquals(matching.match(given.a, given.b, given.seed), matching.match(given.a, given.b, given.seed));
        }
    }

    @Test
    void leavesUnitsWhereTheyAreWhenNothingIsWon() {
        StateDict zero = StateDict.of(SMALL.layout(), new float[SMALL.layout().size()]);
        Matching found = new WeightMatching(
                        SMALL.symmetry(),
                        MatchingConfig.defaults().withRestarts(3).withPerturbations(2))
                .match(zero, zero, new Seed(1));
        assertTrue(found.permutations().isIdentity());
        assertEquals(1, found.sweeps());
        assertEquals(Collections.nCopies(3 + 1 + 2, 0.0), found.restartObjectives());
    }

    @Test
    void saysWhenItStoppedAtTheLimitOfSweeps() {
        StateDict a = Samples.normal(SMALL.layout(), new Seed(1));
        StateDict b = Samples.normal(SMALL.layout(), new Seed(2));
        Matching found = new WeightMatching(
                        SMALL.symmetry(), MatchingConfig.defaults().withMaxSweeps(1))
                .match(a, b, new Seed(3));
        assertEquals(1, found.sweeps());
        assertFalse(found.converged());
    }

    @Test
    void namesTheEntryWhoseShapeDiffers() {
        StateDict a = Samples.normal(Mlp.of(3, 5, 2).layout(), new Seed(1));
        StateDict b = Samples.normal(Mlp.of(3, 4, 2).layout(), new Seed(1));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> matching(Mlp.of(3, 5, 2).symmetry(), 1).match(a, b, new Seed(1)));
        assertTrue(e.getMessage().contains("fc1.weight"), e::getMessage);
    }

    @Test
    void namesTheEntryThatIsNotFiniteButNotABuffer() {
        Layout layout = Samples.CONVOLUTIONS;
        StateDict a = Samples.normal(layout, new Seed(1));
        float[] values = a.toArray();
        values[layout.offset(layout.indexOf("bn.running_var"))] = Float.NaN;
        StateDict buffer = StateDict.of(layout, values.clone());
        values[layout.offset(layout.indexOf("conv2.weight")) + 7] = Float.POSITIVE_INFINITY;
        StateDict weight = StateDict.of(layout, values);
        WeightMatching matching = matching(Samples.CONVOLUTIONS_SYMMETRY, 1);
        assertTrue(matching.match(a, buffer, new Seed(1)).permutations().isIdentity());
        var e = assertThrows(IllegalArgumentException.class, () -> matching.match(a, weight, new Seed(1)));
        assertTrue(e.getMessage().contains("conv2.weight: value Infinity at 7 of the moving"), e::getMessage);
    }

    private record Case(Symmetry symmetry, StateDict a, StateDict b, Seed seed) {}

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int s = 0; s < 10; s++) {
            Seed seed = new Seed(s);
            cases.add(randomCase(SMALL.layout(), SMALL.symmetry(), seed));
            Samples.ALL.forEach(sample -> cases.add(randomCase(sample.layout(), sample.symmetry(), seed)));
        }
        return cases;
    }

    private static Case randomCase(Layout layout, Symmetry symmetry, Seed seed) {
        return new Case(
                symmetry, Samples.normal(layout, seed.child("a")), Samples.normal(layout, seed.child("b")), seed);
    }

    private static StateDict withVariances(float[] values, IntConsumer set) {
        Layout layout = Samples.CONVOLUTIONS;
        int from = layout.offset(layout.indexOf("bn.running_var"));
        for (int i = from; i < from + 5; i++) {
            set.accept(i);
        }
        return StateDict.of(layout, values);
    }

    private static WeightMatching matching(Symmetry symmetry, int restarts) {
        return new WeightMatching(symmetry, MatchingConfig.defaults().withRestarts(restarts));
    }

    private static void everyOrder(int n, Consumer<int[]> visitor) {
        arrange(Gather.ascending(n), 0, visitor);
    }

    private static void arrange(int[] p, int from, Consumer<int[]> visitor) {
        if (from == p.length) {
            visitor.accept(p.clone());
        }
        for (int i = from; i < p.length; i++) {
            swap(p, from, i);
            arrange(p, from + 1, visitor);
            swap(p, from, i);
        }
    }

    private static void swap(int[] p, int i, int j) {
        int held = p[i];
        p[i] = p[j];
        p[j] = held;
    }
}
