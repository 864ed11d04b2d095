package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Standardisation.Scope;

class StandardisationTest {
    private static final double DOUBLE_ROUNDING = 1e-12;

    private static Examples pairs(float... values) {
        return Examples.of(values, new int[values.length / 2], List.of(2), 1);
    }

    @Test
    void scalesEachFeatureByItsOwnMeanAndDeviation() {
        Standardisation fitted = Standardisation.fit(Scope.PER_FEATURE, pairs(1, 10, 3, 30));
        assertArrayEquals(new double[] {2, 20}, fitted.mean());
        assertArrayEquals(new double[] {1, 10}, fitted.sd());
        assertArrayEquals(
                new float[] {-1, -1, 1, 1}, fitted.apply(pairs(1, 10, 3, 30)).features());
    }

    @Test
    void scalesAllValuesAlikeForTheGlobalScope() {
        Standardisation fitted = Standardisation.fit(Scope.GLOBAL, pairs(1, 2, 3, 6));
        assertArrayEquals(new double[] {3}, fitted.mean());
        // ((-2)^2 + (-1)^2 + 0 + 3^2) / 4
        assertEquals(Math.sqrt(3.5), fitted.sd()[0], DOUBLE_ROUNDING);
        assertEquals(
                (float) (3 / Math.sqrt(3.5)), fitted.apply(pairs(0, 0, 0, 6)).features()[3]);
    }

    @Test
    void usesTheTrainingNumbersForOtherParts() {
        Standardisation fitted = Standardisation.fit(Scope.PER_FEATURE, pairs(1, 10, 3, 30));
        assertArrayEquals(new float[] {3, 8}, fitted.apply(pairs(5, 100)).features());
    }

    @Test
    void leavesTheExamplesAloneForScopeNone() {
        Examples examples = pairs(1, 2);
        assertSame(examples, Standardisation.fit(Scope.NONE, examples).apply(examples));
    }

    @Test
    void mapsAConstantFeatureToExactlyZero() {
        // 1001 times 0.1f does not sum to 1001 * 0.1f, so the deviation comes out tiny and not 0.
        float[] values = new float[2002];
        Arrays.fill(values, 0.1f);
        values[1] = 5;
        Examples train = pairs(values);
        Standardisation fitted = Standardisation.fit(Scope.PER_FEATURE, train);
        assertEquals(1, fitted.sd()[0]);
        assertEquals(0.1f, fitted.mean()[0]);
        assertEquals(0, fitted.apply(train).features()[0]);
    }

    @Test
    void accumulatesInDouble() {
        float[] values = new float[2_000_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + i % 2;
        }
        Standardisation fitted = Standardisation.fit(Scope.GLOBAL, pairs(values));
        // A float sum of two million values near 100 is off by more than 1.
        assertEquals(100.5, fitted.mean()[0], DOUBLE_ROUNDING);
        assertEquals(0.5, fitted.sd()[0], DOUBLE_ROUNDING);
    }

    @Test
    void comesBackFromItsNumbers() {
        Examples train = pairs(1, 10, 3, 31);
        Standardisation fitted = Standardisation.fit(Scope.PER_FEATURE, train);
        Standardisation restored = Standardisation.of(fitted.scope(), fitted.mean(), fitted.sd());
        assertArrayEquals(fitted.apply(train).features(), restored.apply(train).features());
    }

    @Test
    void doesNotLeakItsNumbers() {
        Standardisation fitted = Standardisation.fit(Scope.GLOBAL, pairs(1, 3));
        fitted.mean()[0] = 7;
        fitted.sd()[0] = 7;
        assertEquals(2, fitted.mean()[0]);
        assertEquals(1, fitted.sd()[0]);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Standardisation fitted = Standardisation.fit(Scope.PER_FEATURE, pairs(1, 10, 3, 30));
        Examples triples = Examples.of(new float[3], new int[1], List.of(3), 1);
        var e = assertThrows(IllegalArgumentException.class, () -> fitted.apply(triples));
        assertTrue(e.getMessage().contains("2 features, but the examples have 3"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Standardisation.fit(Scope.GLOBAL, pairs()));
        assertThrows(
                IllegalArgumentException.class,
                () -> Standardisation.of(Scope.GLOBAL, new double[] {0}, new double[] {0}));
        assertThrows(
                IllegalArgumentException.class,
                () -> Standardisation.of(Scope.GLOBAL, new double[2], new double[] {1, 1}));
    }
}
