package org.weightflow.generator.flow.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Seed;

class CouplingTest {
    private static final int ROWS = 40;
    private static final int DIMENSIONS = 3;
    private static final float[] SOURCES = gaussian(ROWS * DIMENSIONS, 1);
    private static final float[] DATA = gaussian(ROWS * DIMENSIONS, 2);
    private static final float[] NONE = {};

    @ParameterizedTest
    @EnumSource
    void isAPermutation(FlowCoupling choice) {
        int[] partners = choice.coupling().partners(SOURCES, DATA, NONE, ROWS);
        assertArrayEquals(
                IntStream.range(0, ROWS).toArray(),
                IntStream.of(partners).sorted().toArray());
    }

    @Test
    void independentPairsStayAsTheyAreDrawn() {
        assertArrayEquals(
                IntStream.range(0, ROWS).toArray(),
                FlowCoupling.INDEPENDENT.coupling().partners(SOURCES, DATA, NONE, ROWS));
    }

    @Test
    void transportCostsLessThanAnyPermutationTried() {
        double best = cost(FlowCoupling.OPTIMAL_TRANSPORT.coupling().partners(SOURCES, DATA, NONE, ROWS));
        int[] tried = IntStream.range(0, ROWS).toArray();
        assertTrue(best < 0.8 * cost(tried), "the independent pairs");
        SplittableRandom random = new Seed(3).random();
        for (int i = 0; i < 1000; i++) {
            int a = random.nextInt(ROWS);
            int b = random.nextInt(ROWS);
            int kept = tried[a];
            tried[a] = tried[b];
            tried[b] = kept;
            assertTrue(best <= cost(tried) + 1e-9);
        }
    }

    @Test
    void transportFindsAShuffledCopy() {
        // Each data row is a source row moved by a little, in another order.
        float[] moved = new float[SOURCES.length];
        for (int row = 0; row < ROWS; row++) {
            int from = (7 * row + 3) % ROWS;
            for (int d = 0; d < DIMENSIONS; d++) {
                moved[row * DIMENSIONS + d] = SOURCES[from * DIMENSIONS + d] + 1e-3f;
            }
        }
        int[] partners = FlowCoupling.OPTIMAL_TRANSPORT.coupling().partners(SOURCES, moved, NONE, ROWS);
        assertArrayEquals(
                IntStream.range(0, ROWS).map(row -> (7 * row + 3) % ROWS).toArray(), partners);
    }

    /** Data of class 0 lie on the left, of class 1 on the right; without conditions they would take the sources of their side. */
    @Test
    void transportKeepsSourcesWithTheirCondition() {
        float[] conditions = new float[ROWS];
        float[] data = new float[ROWS * DIMENSIONS];
        for (int row = 0; row < ROWS; row++) {
            conditions[row] = row % 2;
            data[row * DIMENSIONS] = row % 2 == 0 ? -5 : 5;
        }
        Coupling coupling = FlowCoupling.OPTIMAL_TRANSPORT.coupling();
        int crossing = 0;
        int[] blind = coupling.partners(SOURCES, data, NONE, ROWS);
        int[] seeing = coupling.partners(SOURCES, data, conditions, ROWS);
        for (int row = 0; row < ROWS; row++) {
            crossing += (blind[row] - row) % 2 == 0 ? 0 : 1;
            assertEquals(row % 2, seeing[row] % 2);
        }
        assertTrue(crossing > 0);
    }

    private static double cost(int[] partners) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int d = 0; d < DIMENSIONS; d++) {
                double difference = DATA[row * DIMENSIONS + d] - SOURCES[partners[row] * DIMENSIONS + d];
                sum += difference * difference;
            }
        }
        return sum;
    }

    private static float[] gaussian(int count, long seed) {
        SplittableRandom random = new Seed(seed).random();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
