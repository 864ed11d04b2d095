package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class NearestInsideTest {
    @Test
    void leavesThePositionItselfOut() {
        List<double[]> positions = List.of(new double[] {0, 0}, new double[] {3, 4}, new double[] {3, 5});
        assertArrayEquals(new double[] {5, 1, 1}, NearestInside.distances(positions));
        assertArrayEquals(new double[] {Double.NaN}, NearestInside.distances(List.of(new double[] {1})));
        assertEquals(0, NearestInside.distances(List.of()).length);
    }

    @Test
    void givingUpEarlyChangesNothing() {
        SplittableRandom random = new Seed(1).random();
        List<double[]> positions = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            positions.add(random.doubles(200).toArray());
        }
        double[] expected = new double[30];
        for (int i = 0; i < 30; i++) {
            double best = Double.POSITIVE_INFINITY;
            for (int j = 0; j < 30; j++) {
                double sum = 0;
                for (int d = 0; d < 200; d++) {
                    double difference = positions.get(i)[d] - positions.get(j)[d];
                    sum += difference * difference;
                }
                best = i == j ? best : Math.min(best, Math.sqrt(sum));
            }
            expected[i] = best;
        }
        assertArrayEquals(expected, NearestInside.distances(positions), 1e-12);
    }
}
