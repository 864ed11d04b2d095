package org.weightflow.pruning.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;

class TreeRetentionTest {
    private static final Layout ROW = layout(2, 2);

    /** The tree of 4, 3, 2, 1 is {0, 1, 2}. */
    @Test
    void countsTheEdgesThatAreKept() {
        TreeRetention retention =
                TreeRetention.of(StateDict.of(ROW, new float[] {4, 3, 2, 1}), Mask.of(ROW, bits(0, 3)));
        assertEquals(List.of(new TreeRetention.Layer("w", 3, 1, 4, 2)), retention.layers());
        assertEquals(1 / 3.0, retention.share());
        assertEquals(0.5, retention.chance());
        // Mean 1.5, variance 3 * 1/4 * 1/3 = 1/4: half an edge below the mean is one standard deviation.
        assertEquals(-1, retention.deviations(), 1e-12);
    }

    @Test
    void isWholeForTheDenseMaskAndForTheTreeItself() {
        StateDict weights = Initialisation.NORMAL.draw(Mlp.of(9, 7, 3).layout(), new Seed(1));
        TreeRetention dense = TreeRetention.of(weights, Mask.dense(weights.layout()));
        assertEquals(1, dense.share());
        assertEquals(1, dense.chance());
        assertEquals(0, dense.deviations());
        BitSet tree = Mask.dense(weights.layout()).toBitSet();
        LayerMatrix.of(weights.layout()).forEach(layer -> tree.clear(layer.offset(), layer.offset() + layer.weights()));
        tree.or(TopologicallyCritical.protectedValues(weights));
        TreeRetention critical = TreeRetention.of(weights, Mask.of(weights.layout(), tree));
        assertEquals(1, critical.share());
        assertEquals((15 * 15 / 63.0 + 9 * 9 / 21.0) / 24, critical.chance(), 1e-12);
    }

    /** Mean and variance are the hypergeometric ones: over many random masks the deviations have mean 0 and variance 1. */
    @Test
    void knowsWhatChanceKeeps() {
        StateDict weights = Initialisation.NORMAL.draw(layout(6, 5), new Seed(2));
        int masks = 2000;
        double sum = 0;
        double squares = 0;
        for (int m = 0; m < masks; m++) {
            int[] order = Shuffle.permutation(30, new Seed(3).child(m).random());
            double deviations = TreeRetention.of(weights, Mask.of(weights.layout(), bits(Arrays.copyOf(order, 12))))
                    .deviations();
            sum += deviations;
            squares += deviations * deviations;
        }
        // Standard errors 0.022 and about 0.03.
        assertEquals(0, sum / masks, 0.1);
        assertEquals(1, squares / masks, 0.15);
    }

    /** Large weights are tree edges more often than small ones, which is what the authors observe. */
    @Test
    void magnitudePruningKeepsMoreThanChance() {
        StateDict weights =
                Initialisation.KAIMING_NORMAL.draw(Mlp.of(40, 30, 10).layout(), new Seed(4));
        Mask mask = MagnitudePruning.of(PruneConfig.defaults(), weights.layout())
                .prune(weights, Mask.dense(weights.layout()));
        TreeRetention retention = TreeRetention.of(weights, mask);
        assertTrue(retention.share() > retention.chance());
        assertTrue(retention.deviations() > 3, "found " + retention.deviations());
    }

    private static Layout layout(int rows, int columns) {
        return Layout.of(List.of(new Layout.Entry("w", List.of(rows, columns), Layout.Kind.WEIGHT, true)));
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        Arrays.stream(set).forEach(bits::set);
        return bits;
    }
}
