package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

class MlpTest {
    private static final Mlp MLP = Mlp.of(4, 5, 3, 2);

    @Test
    void hasTheLayoutOfLinearLayers() {
        Layout layout = MLP.layout();
        assertEquals(
                List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"),
                layout.entries().stream().map(Layout.Entry::name).toList());
        assertEquals(List.of(5, 4), layout.entry(0).shape());
        assertEquals(List.of(2), layout.entry(5).shape());
        assertEquals(20 + 5 + 15 + 3 + 6 + 2, layout.size());
        assertEquals(20 + 15 + 6, layout.prunableSize());
    }

    /** Known sizes: 266 610 parameters, 266 200 of them weights. */
    @Test
    void countsTheParametersOfLeNet300100() {
        assertEquals(266_610, Architectures.LENET_300_100.layout().size());
        assertEquals(266_200, Architectures.LENET_300_100.layout().prunableSize());
    }

    @Test
    void permutesHiddenUnitsOnly() {
        Symmetry symmetry = MLP.symmetry();
        assertEquals(Map.of("h1", 5, "h2", 3), symmetry.sizes());
        assertEquals(List.of("h1", ""), symmetry.axes().get("fc1.weight"));
        assertEquals(List.of("h2", "h1"), symmetry.axes().get("fc2.weight"));
        assertEquals(List.of("", "h2"), symmetry.axes().get("fc3.weight"));
        assertEquals(List.of(""), symmetry.axes().get("fc3.bias"));
        assertEquals(Map.of(), Mlp.of(4, 2).symmetry().sizes());
    }

    /** The meaning of the symmetry: any permutation of its groups leaves the function as it is. */
    @Test
    void keepsItsFunctionUnderEveryPermutationOfItsSymmetry() {
        StateDict weights = Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(5));
        double[] input = {0.3, -1.2, 0.8, 2.0};
        double[] before = forward(weights, input);
        StateDict moved = weights;
        for (Map.Entry<String, Integer> group : MLP.symmetry().sizes().entrySet()) {
            int[] order = shuffled(group.getValue());
            for (Symmetry.Axis axis : MLP.symmetry().axesOf(group.getKey(), MLP.layout())) {
                moved = permute(moved, axis, order);
            }
        }
        assertArrayEquals(before, forward(moved, input), 1e-12);
        assertEquals(false, moved.sameBits(weights));
    }

    @Test
    void needsInputsAndClasses() {
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(3));
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(3, 0, 2));
    }

    private static int[] shuffled(int size) {
        SplittableRandom random = new Seed(9).child(size).random();
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static StateDict permute(StateDict weights, Symmetry.Axis axis, int[] order) {
        Layout layout = weights.layout();
        List<Integer> shape = layout.entry(axis.entry()).shape();
        int columns = shape.size() == 2 ? shape.get(1) : 1;
        float[] flat = weights.toArray();
        float[] moved = flat.clone();
        int offset = layout.offset(axis.entry());
        for (int r = 0; r < shape.get(0); r++) {
            for (int c = 0; c < columns; c++) {
                int from = axis.axis() == 0 ? order[r] * columns + c : r * columns + order[c];
                moved[offset + r * columns + c] = flat[offset + from];
            }
        }
        return StateDict.of(layout, moved);
    }

    private static double[] forward(StateDict weights, double[] input) {
        double[] x = input;
        int layers = weights.layout().entries().size() / 2;
        for (int l = 0; l < layers; l++) {
            var w = weights.entry(2 * l);
            var b = weights.entry(2 * l + 1);
            double[] y = new double[b.limit()];
            for (int r = 0; r < y.length; r++) {
                y[r] = b.get(r);
                for (int c = 0; c < x.length; c++) {
                    y[r] += w.get(r * x.length + c) * x[c];
                }
                y[r] = l < layers - 1 ? Math.max(0, y[r]) : y[r];
            }
            x = y;
        }
        return x;
    }
}
