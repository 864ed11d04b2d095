package org.weightflow.canon.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatedAssignmentTest {
    /** Sums of less than a hundred values below 1 round by less. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest(name = "values change by up to {0}")
    @ValueSource(doubles = {0, 1e-3, 0.1, 1})
    void isAsGoodAsASearchOfItsOwn(double change) {
        int n = 70;
        SplittableRandom random = new SplittableRandom(4);
        double[] values = random.doubles((long) n * n).toArray();
        RepeatedAssignment repeated = new RepeatedAssignment(n);
        for (int time = 0; time < 8; time++) {
            double[] before = values.clone();
            int[] found = repeated.maximise(values);
            assertArrayEquals(before, values, 0);
            assertEquals(n, Arrays.stream(found).distinct().count());
            assertEquals(
                    LinearAssignment.total(values, LinearAssignment.maximise(values, n)),
                    LinearAssignment.total(values, found),
                    ROUNDING);
            for (int k = 0; k < values.length; k++) {
                values[k] += change * (random.nextDouble() - 0.5);
            }
        }
    }

    /** Values that are rescaled leave no potentials to those that are not. */
    @ParameterizedTest(name = "n = {0}")
    @ValueSource(ints = {1, 2, 5})
    void staysRightAfterValuesOfAnotherScale(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] values = random.doubles((long) n * n).toArray();
        RepeatedAssignment repeated = new RepeatedAssignment(n);
        for (double scale : new double[] {1, 1e308, 1, 1e-30, 0}) {
            double[] scaled = Arrays.stream(values).map(v -> v * scale).toArray();
            assertEquals(
                    LinearAssignment.total(scaled, LinearAssignment.maximise(scaled, n)) / Math.max(scale, 1e-30),
                    LinearAssignment.total(scaled, repeated.maximise(scaled)) / Math.max(scale, 1e-30),
                    ROUNDING);
        }
    }
}
