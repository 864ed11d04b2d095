package org.weightflow.pruning.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.architecture.Architectures;

class CriticalBoundTest {
    /** rows + columns - 1 of 784-300-100-10, as Balwani and Krzyston (2022) count. */
    @Test
    void isThatOfLeNet300100() {
        CriticalBound bound = CriticalBound.of(Architectures.LENET_300_100.layout());
        assertEquals(
                List.of(
                        new CriticalBound.Layer("fc1.weight", 1083, 235_200),
                        new CriticalBound.Layer("fc2.weight", 399, 30_000),
                        new CriticalBound.Layer("fc3.weight", 109, 1_000)),
                bound.layers());
        assertEquals(
                List.of("99.54", "98.67", "89.10"),
                bound.layers().stream().map(layer -> percent(layer.sparsity())).toList());
        assertEquals(1591, bound.edges());
        assertEquals(266_200, bound.weights());
        assertEquals("99.40", percent(bound.sparsity()));
    }

    @Test
    void countsOnlyWhatMayBePruned() {
        Layout layout = Layout.of(List.of(
                new Layout.Entry("a", List.of(3, 4), Layout.Kind.WEIGHT, false),
                new Layout.Entry("b", List.of(5, 2), Layout.Kind.WEIGHT, true)));
        CriticalBound bound = CriticalBound.of(layout);
        assertEquals(List.of(new CriticalBound.Layer("b", 6, 10)), bound.layers());
        assertEquals(0.4, bound.sparsity(), 1e-15);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
