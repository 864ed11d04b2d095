package org.weightflow.generator.flow.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.Seed;

class DirichletTest {
    private static final int DRAWS = 60_000;

    @ParameterizedTest(name = "{0} members, concentration {1}")
    @CsvSource({"2, 1", "3, 0.2", "5, 4", "2, 1e-3"})
    void hasItsMoments(int members, double concentration) {
        SplittableRandom random = new Seed(6).random();
        double[] weights = new double[members];
        double mean = 0;
        double squares = 0;
        double fourths = 0;
        for (int i = 0; i < DRAWS; i++) {
            Dirichlet.draw(random, concentration, weights);
            assertEquals(1, Arrays.stream(weights).sum(), 1e-12);
            assertTrue(Arrays.stream(weights).allMatch(w -> w >= 0));
            mean += weights[0] / DRAWS;
            double square = Arrays.stream(weights).map(w -> w * w).sum();
            squares += square / DRAWS;
            fourths += square * square / DRAWS;
        }
        // Weights are in [0, 1], so 0.5 bounds their deviation; five standard errors.
        assertEquals(1.0 / members, mean, 5 * 0.5 / Math.sqrt(DRAWS));
        double error = Math.sqrt((fourths - squares * squares) / DRAWS);
        assertEquals((concentration + 1) / (members * concentration + 1), squares, 5 * error);
    }
}
