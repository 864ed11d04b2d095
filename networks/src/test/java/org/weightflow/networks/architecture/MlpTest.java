package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.RandomSymmetry;
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
        assertEquals(
                List.of(place("fc1.weight", 0, 5), place("fc1.bias", 0, 5), place("fc2.weight", 1, 5)),
                symmetry.group("h1").places());
        assertEquals(
                List.of(place("fc2.weight", 0, 3), place("fc2.bias", 0, 3), place("fc3.weight", 1, 3)),
                symmetry.group("h2").places());
        assertEquals(Map.of(), Mlp.of(4, 2).symmetry().sizes());
    }

    /** The meaning of the symmetry: any element of it leaves the function as it is. */
    @Test
    void keepsItsFunctionUnderItsSymmetry() {
        StateDict weights = Initialisation.TORCH_DEFAULT.draw(MLP.layout(), new Seed(5));
        double[] input = {0.3, -1.2, 0.8, 2.0};
        double[] before = forward(weights, input);
        for (int s = 0; s < 20; s++) {
            RandomSymmetry random = new RandomSymmetry(MLP.layout(), MLP.symmetry(), new Seed(s));
            assertArrayEquals(before, forward(random.scale(weights), input));
            assertArrayEquals(before, forward(random.apply(weights), input), 1e-12);
            assertFalse(random.permute(weights).sameBits(weights));
        }
    }

    @Test
    void needsInputsAndClasses() {
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(3));
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(3, 0, 2));
    }

    private static Symmetry.Place place(String entry, int axis, int units) {
        return Symmetry.Builder.block(entry, axis, 0, 1, units);
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
