package org.weightflow.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.PruneConfig.Scope;

class MagnitudePruningTest {
    private static final Layout ROW =
            Layout.of(List.of(new Layout.Entry("w", List.of(1, 6), Layout.Kind.WEIGHT, true)));

    @Test
    void keepsTheLargestMagnitudesAndOfTiesTheLowerIndex() {
        StateDict weights = StateDict.of(ROW, new float[] {-3, 1, 2, -2, 0, 2});
        Mask mask = MagnitudePruning.of(new PruneConfig(1, 0.5, Scope.GLOBAL, Map.of()), ROW)
                .prune(weights, Mask.dense(ROW));
        assertEquals("{0, 2, 3}", mask.toBitSet().toString());
    }

    @Test
    void removesOnlyFromSurvivors() {
        StateDict weights = StateDict.of(ROW, new float[] {9, 8, 7, 6, 5, 4});
        PruneConfig third = new PruneConfig(2, 1 / 3.0, Scope.LAYER, Map.of());
        Mask first = MagnitudePruning.of(third, ROW).prune(weights, Mask.dense(ROW));
        // The values that are left now come in the opposite order: what is pruned stays pruned.
        StateDict reversed = StateDict.of(ROW, new float[] {1, 2, 3, 4, 50, 60});
        Mask second = MagnitudePruning.of(third, ROW).prune(reversed, first);
        assertEquals("{0, 1, 2, 3}", first.toBitSet().toString());
        assertEquals("{1, 2, 3}", second.toBitSet().toString());
        assertTrue(second.isWithin(first));
        assertFalse(first.isWithin(second));
    }

    /** Frankle and Carbin (2019), Figure 1 labels for LeNet-300-100: 20 % a round, the output layer 10 %. */
    @Test
    void reproducesThePublishedDensitiesOfLeNet() {
        Layout layout = Architectures.LENET_300_100.layout();
        PruneConfig config = new PruneConfig(20, 0.2, Scope.LAYER, Map.of("fc3.weight", 0.1));
        Map<Integer, String> published = Map.of(3, "51.3", 7, "21.1", 9, "13.5", 15, "3.6", 16, "2.9", 20, "1.2");
        StateDict weights = Initialisation.XAVIER_NORMAL.draw(layout, new Seed(1));
        List<Integer> byLevel = MagnitudePruning.of(config, layout).keptByLevel();
        Mask mask = Mask.dense(layout);
        for (int round = 1; round <= config.levels(); round++) {
            mask = MagnitudePruning.of(config, layout).prune(weights, mask);
            if (published.containsKey(round)) {
                assertEquals(published.get(round), String.format(Locale.ROOT, "%.1f", 100 * mask.density()));
            }
            assertEquals(mask.keptPrunable(), byLevel.get(round));
        }
    }

    /** 266,200 weights, 20 % of the survivors a round, exact: lottery-ticket schedule arithmetic. */
    @Test
    void countsOfAGlobalScheduleAreExact() {
        Layout layout = Architectures.LENET_300_100.layout();
        StateDict weights = Initialisation.KAIMING_NORMAL.draw(layout, new Seed(2));
        Mask mask = Mask.dense(layout);
        assertEquals(266_200, mask.keptPrunable());
        assertEquals(
                List.of(266_200, 212_960, 170_368, 136_294),
                MagnitudePruning.of(PruneConfig.defaults(), layout)
                        .keptByLevel()
                        .subList(0, 4));
        for (int expected : new int[] {212_960, 170_368, 136_294}) {
            mask = MagnitudePruning.of(PruneConfig.defaults(), layout).prune(weights, mask);
            assertEquals(expected, mask.keptPrunable());
        }
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).prunable()) {
                assertEquals(layout.entry(e).size(), mask.kept(e));
            }
        }
    }

    /** Zero statistics are no small weights, and large ones take no weight's place. */
    @ParameterizedTest
    @ValueSource(floats = {0, 1e9f})
    void stateNeitherCountsNorIsPruned(float state) {
        Layout layout = Architectures.parse("mlp-5-8-3-bn").layout();
        float[] flat = Initialisation.KAIMING_NORMAL.draw(layout, new Seed(2)).toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).kind().isLearnable()) {
                Arrays.fill(flat, layout.offset(e), layout.offset(e + 1), state);
            }
        }
        Mask mask = MagnitudePruning.of(PruneConfig.defaults(), layout)
                .prune(StateDict.of(layout, flat), Mask.dense(layout));
        assertEquals(64, layout.prunableSize());
        assertEquals(51, mask.keptPrunable());
        assertEquals(layout.size() - 13, mask.toBitSet().cardinality());
    }

    @Property(tries = 200)
    void noPrunedMagnitudeExceedsAKeptOne(
            @ForAll @IntRange(min = 1, max = 9) int in,
            @ForAll @IntRange(min = 1, max = 9) int out,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
            @ForAll long seed) {
        Layout layout = Mlp.of(in, out).layout();
        float[] flat = Initialisation.NORMAL.draw(layout, new Seed(seed)).toArray();
        for (int i = 0; i < flat.length; i++) {
            flat[i] = Math.round(flat[i] * 100) / 100f; // many ties
        }
        Mask mask = MagnitudePruning.of(new PruneConfig(1, fraction, Scope.LAYER, Map.of()), layout)
                .prune(StateDict.of(layout, flat), Mask.dense(layout));
        int size = in * out;
        assertEquals(Math.max(1, Math.round((1 - fraction) * size)), mask.kept(0));
        float smallestKept = Float.MAX_VALUE;
        float largestPruned = 0;
        for (int i = 0; i < size; i++) {
            if (mask.keeps(i)) {
                smallestKept = Math.min(smallestKept, Math.abs(flat[i]));
            } else {
                largestPruned = Math.max(largestPruned, Math.abs(flat[i]));
            }
        }
        assertTrue(largestPruned <= smallestKept);
    }

    @Test
    void namesTheEntryThatMayNotBePruned() {
        PruneConfig config = new PruneConfig(1, 0.2, Scope.LAYER, Map.of("fc1.bias", 0.5));
        Layout layout = Mlp.of(2, 2).layout();
        StateDict weights = Initialisation.NORMAL.draw(layout, new Seed(1));
        var e = assertThrows(IllegalArgumentException.class, () -> MagnitudePruning.of(config, layout)
                .prune(weights, Mask.dense(layout)));
        assertTrue(e.getMessage().contains("fc1.bias"), e::getMessage);
    }
}
