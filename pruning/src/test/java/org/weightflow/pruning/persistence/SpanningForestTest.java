package org.weightflow.pruning.persistence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class SpanningForestTest {
    private static final LayerMatrix TWO_BY_THREE = new LayerMatrix("w", 0, 0, 2, 3, true);

    @Test
    void takesTheLargestMagnitudesThatCloseNoCircle() {
        float[] weights = {
            -9, 8, 1, //
            7, -6, 2
        };
        // 8, 9 and 7 join both rows and two columns, so that 6 would close a circle.
        assertArrayEquals(
                new int[] {0, 1, 3, 5}, SpanningForest.of(TWO_BY_THREE, weights).edges());
    }

    @Test
    void takesTheLowerIndexAmongEqualMagnitudes() {
        assertArrayEquals(
                new int[] {0, 1, 2, 3},
                SpanningForest.of(TWO_BY_THREE, new float[] {1, -1, 1, 1, 1, -1})
                        .edges());
    }

    @Test
    void looksAtItsOwnPartOfTheFlatVectorOnly() {
        LayerMatrix behind = new LayerMatrix("w", 1, 2, 2, 2, true);
        SpanningForest tree = SpanningForest.of(behind, new float[] {Float.NaN, 99, 1, 2, 3, 4, Float.NaN});
        assertArrayEquals(new int[] {5, 4, 3}, tree.edges());
        assertEquals("{3, 4, 5}", tree.toBitSet().toString());
    }

    @Test
    void isAForestWhereTheWeightsPresentDoNotConnectAll() {
        BitSet present = new BitSet();
        present.set(0);
        present.set(1);
        present.set(5);
        SpanningForest forest = SpanningForest.of(TWO_BY_THREE, new float[] {0, 2, 9, 9, 9, 1}, present);
        assertArrayEquals(new int[] {1, 5, 0}, forest.edges());
        assertEquals(2, forest.components());
        assertEquals(1, SpanningForest.of(TWO_BY_THREE, new float[6]).components());
        assertEquals(
                5, SpanningForest.of(TWO_BY_THREE, new float[6], new BitSet()).components());
    }

    /** All subsets of rows + columns - 1 edges that connect everything are tried; magnitudes of a few values make ties. */
    @Property(tries = 60)
    void weighsAsMuchAsTheBestOfAllTrees(
            @ForAll @IntRange(min = 1, max = 3) int rows,
            @ForAll @IntRange(min = 1, max = 4) int columns,
            @ForAll long seed) {
        LayerMatrix layer = new LayerMatrix("w", 0, 0, rows, columns, true);
        var random = new Seed(seed).random();
        float[] weights = new float[rows * columns];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(-6, 7);
        }
        double best = -1;
        for (int subset = 0; subset < 1 << weights.length; subset++) {
            if (Integer.bitCount(subset) == layer.treeEdges() && connects(layer, subset)) {
                best = Math.max(best, weight(weights, BitSet.valueOf(new long[] {subset})));
            }
        }
        SpanningForest tree = SpanningForest.of(layer, weights);
        assertEquals(best, weight(weights, tree.toBitSet()));
        assertEquals(layer.treeEdges(), tree.edges().length);
        assertTrue(connects(layer, (int) tree.toBitSet().toLongArray()[0]));
    }

    /** By spreading from row 0 until nothing new is reached. */
    private static boolean connects(LayerMatrix layer, int subset) {
        BitSet reached = new BitSet();
        reached.set(0);
        for (int before = 0; before != reached.cardinality(); ) {
            before = reached.cardinality();
            for (int edge = 0; edge < layer.weights(); edge++) {
                int row = edge / layer.columns();
                int column = layer.rows() + edge % layer.columns();
                if ((subset >> edge & 1) == 1 && (reached.get(row) || reached.get(column))) {
                    reached.set(row);
                    reached.set(column);
                }
            }
        }
        return reached.cardinality() == layer.vertices();
    }

    private static double weight(float[] weights, BitSet edges) {
        return edges.stream().mapToDouble(edge -> Math.abs(weights[edge])).sum();
    }
}
