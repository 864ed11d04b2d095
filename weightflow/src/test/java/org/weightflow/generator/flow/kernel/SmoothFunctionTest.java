package org.weightflow.generator.flow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmoothFunctionTest {
    private static final double ERROR = 2e-6;

    @ParameterizedTest
    @EnumSource
    void isNearTheExactFunctionAndItsDerivative(SmoothFunction function) {
        int count = 20_001;
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (i - 10_000) / 100f;
        }
        float[] y = new float[count];
        float[] slope = new float[count];
        function.apply(x, y, slope, 0, count, new SmoothFunction.Scratch());
        for (int i = 0; i < count; i++) {
            double exact = value(function, x[i]);
            double exactSlope = slope(function, x[i]);
            assertEquals(exact, y[i], ERROR * (1 + Math.abs(x[i])), "value at " + x[i]);
            assertEquals(exactSlope, slope[i], ERROR * (1 + Math.abs(x[i])), "slope at " + x[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsToItsRangeAndHandsOnWhatIsNoNumber(SmoothFunction function) {
        float[] x = {1, Float.NaN, 1048576f, 3};
        float[] y = {9, 9, 9, 9};
        float[] slope = {9, 9, 9, 9};
        function.apply(x, y, slope, 1, 3, new SmoothFunction.Scratch());
        assertEquals(9, y[0]);
        assertEquals(9, slope[3]);
        assertTrue(Float.isNaN(y[1]));
        assertEquals(1048576f, y[2]);
    }

    private static double value(SmoothFunction function, double x) {
        return function == SmoothFunction.SILU ? x / (1 + Math.exp(-x)) : x * phi(x);
    }

    private static double slope(SmoothFunction function, double x) {
        if (function == SmoothFunction.GELU) {
            return phi(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        }
        double s = 1 / (1 + Math.exp(-x));
        return s * (1 + x * (1 - s));
    }

    private static double phi(double x) {
        return Erf.erfc(-x / Math.sqrt(2)) / 2;
    }
}
