package org.weightflow.pruning.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.persistence.NeuralPersistence.Mode;

class NeuralPersistenceTest {
    /** The golden values are given to six digits. */
    private static final double SIX_DIGITS = 5e-7;

    /** A few dozen float64 sums. */
    private static final double ROUNDING = 1e-12;

    /** By hand: with w' = 1, 0.75, 0.5 on the tree, 0.0625 + 0.25 under the root. */
    @Test
    void hasTheValueOfTwoByTwoWeights() {
        assertValues(matrix(2, 2, 1, .5f, .25f, .75f), Mode.PAPER, 0.559017, 0.322749);
        assertValues(matrix(2, 2, 1, .5f, .25f, .75f), Mode.OFFICIAL, 1.145644, 0.661438);
    }

    @Test
    void isLeastWhereAllWeightsAreEqualAndMostWhereOneIsLeft() {
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        assertValues(matrix(3, 4, ones), Mode.PAPER, 0, 0);
        assertValues(matrix(3, 4, ones), Mode.OFFICIAL, 1, 0.408248);
        float[] one = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
        assertValues(matrix(3, 4, one), Mode.PAPER, 2.236068, 0.912871);
        assertValues(matrix(3, 4, one), Mode.OFFICIAL, 2.449490, 1);
    }

    /**
     * scipy 1 minimum_spanning_tree of 2 - |w| / Wmax over the dense adjacency matrix, weights ((37 i + 101 j + 17 i j + 5) mod 1009 -
     * 504) / 1024; Wmax is in the second layer.
     */
    @Test
    void agreesWithAnotherSpanningTree() {
        Layout layout = Mlp.of(30, 20, 7).layout();
        float[] flat = new float[layout.size()];
        for (LayerMatrix layer : LayerMatrix.of(layout)) {
            for (int i = 0; i < layer.rows(); i++) {
                for (int j = 0; j < layer.columns(); j++) {
                    flat[layer.offset() + i * layer.columns() + j] =
                            ((37 * i + 101 * j + 17 * i * j + 5) % 1009 - 504) / 1024f;
                }
            }
        }
        NetworkPersistence found = NeuralPersistence.of(StateDict.of(layout, flat), Mode.PAPER);
        assertEquals(0.4921875, found.largest());
        assertEquals("fc1.weight", found.layers().get(0).name());
        assertEquals(0.4477537650476949, found.layers().get(0).value(), ROUNDING);
        assertEquals(0.06396482357824212, found.layers().get(0).normalised(), ROUNDING);
        assertEquals(0.7584842822363538, found.layers().get(1).value(), ROUNDING);
        assertEquals(0.1487510059952533, found.layers().get(1).normalised(), ROUNDING);
        assertEquals((0.4477537650476949 + 0.7584842822363538) / 2, found.value(), ROUNDING);
        assertEquals((0.06396482357824212 + 0.1487510059952533) / 2, found.normalised(), ROUNDING);
    }

    @Property(tries = 100)
    void staysWhenRowsColumnsSignsAndUnitsChange(
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 7) int columns,
            @ForAll long seed) {
        float[] values = rounded(Initialisation.NORMAL.draw(layout(rows, columns), new Seed(seed)));
        int[] rowOrder = Shuffle.permutation(rows, new Seed(seed).child("rows").random());
        int[] columnOrder =
                Shuffle.permutation(columns, new Seed(seed).child("columns").random());
        float[] moved = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sign = (i + j) % 2 == 0 ? 8 : -8;
                moved[i * columns + j] = sign * values[rowOrder[i] * columns + columnOrder[j]];
            }
        }
        LayerPersistence before = only(matrix(rows, columns, values), Mode.PAPER);
        LayerPersistence after = only(matrix(rows, columns, moved), Mode.PAPER);
        assertEquals(before.value(), after.value());
        assertTrue(before.normalised() >= 0 && before.normalised() <= 1);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void needsNoEdgeThatIsNotOnTheTree(Mode mode) {
        StateDict weights = Initialisation.KAIMING_NORMAL.draw(Mlp.of(9, 8, 5).layout(), new Seed(3));
        BitSet tree = TopologicallyCritical.protectedValues(weights);
        float[] bare = weights.toArray();
        for (int i = tree.nextClearBit(0); i < bare.length; i = tree.nextClearBit(i + 1)) {
            bare[i] = 0;
        }
        NetworkPersistence whole = NeuralPersistence.of(weights, mode);
        assertEquals(whole, NeuralPersistence.of(StateDict.of(weights.layout(), bare), mode));
        bare[tree.nextSetBit(0)] = 0;
        assertTrue(NeuralPersistence.of(StateDict.of(weights.layout(), bare), mode)
                        .layers()
                        .get(0)
                        .value()
                > whole.layers().get(0).value());
    }

    /** Of a kernel of extent k the columns are its offsets in each input channel. */
    @Test
    void takesAConvolutionAsTheMatrixOfUnfoldedPatches() {
        Layout convolution =
                Layout.of(List.of(new Layout.Entry("conv.weight", List.of(3, 2, 2, 2), Layout.Kind.WEIGHT, true)));
        float[] values = Initialisation.NORMAL.draw(convolution, new Seed(5)).toArray();
        LayerPersistence found = only(StateDict.of(convolution, values), Mode.PAPER);
        LayerPersistence unfolded = only(matrix(3, 8, values), Mode.PAPER);
        assertEquals(unfolded.value(), found.value());
        assertEquals(3 + 8, found.rows() + found.columns());
    }

    @Test
    void looksAtDenseLayersAndConvolutionsOnly() {
        assertEquals(
                List.of("conv1.weight", "conv2.weight", "fc1.weight", "fc2.weight"),
                LayerMatrix.of(Architectures.parse("lenet-5").layout()).stream()
                        .map(LayerMatrix::name)
                        .toList());
        Layout others = Layout.of(List.of(
                new Layout.Entry("fc.bias", List.of(3), Layout.Kind.BIAS, false),
                new Layout.Entry("pos_embed", List.of(1, 5, 4), Layout.Kind.WEIGHT, false)));
        assertThrows(IllegalArgumentException.class, () -> LayerMatrix.of(others));
    }

    @Test
    void refusesWeightsWithoutScale() {
        var zero = assertThrows(
                IllegalArgumentException.class, () -> NeuralPersistence.of(matrix(1, 2, 0, 0), Mode.PAPER));
        assertTrue(zero.getMessage().contains("zero"), zero::getMessage);
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            var e = assertThrows(
                    IllegalArgumentException.class, () -> NeuralPersistence.of(matrix(1, 2, 1, value), Mode.PAPER));
            assertTrue(e.getMessage().contains("w: value 1"), e::getMessage);
        }
    }

    private static void assertValues(StateDict weights, Mode mode, double value, double normalised) {
        assertEquals(value, only(weights, mode).value(), SIX_DIGITS);
        assertEquals(normalised, only(weights, mode).normalised(), SIX_DIGITS);
    }

    private static LayerPersistence only(StateDict weights, Mode mode) {
        NetworkPersistence network = NeuralPersistence.of(weights, mode);
        assertEquals(1, network.layers().size());
        return network.layers().get(0);
    }

    private static StateDict matrix(int rows, int columns, float... values) {
        return StateDict.of(layout(rows, columns), values);
    }

    private static Layout layout(int rows, int columns) {
        return Layout.of(List.of(new Layout.Entry("w", List.of(rows, columns), Layout.Kind.WEIGHT, true)));
    }

    /** To one digit, so that there are ties; the first is not zero. */
    private static float[] rounded(StateDict weights) {
        float[] values = weights.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i] * 10) / 10f;
        }
        values[0] = 1;
        return values;
    }
}
