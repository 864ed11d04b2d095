package org.weightflow.canon.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.linear.CountedRows;
import org.weightflow.canon.linear.Rows;

class ZooGeometryTest {
    private static final int N = 12;
    private static final int LENGTH = 3000;

    /** Distances of about 40, by float64 sums of 3000 squares. */
    private static final double ROUNDING = 1e-9;

    private final List<float[]> members = normal(N, LENGTH, 1, 1);
    private final ZooGeometry zoo = ZooGeometry.of(Rows.of(members));

    @Test
    void measuresEveryDistance() {
        List<float[]> networks = normal(7, LENGTH, 1, 2);
        Placements placed = zoo.place(Rows.of(networks));
        assertEquals(7, placed.count());
        assertEquals(N, zoo.count());
        for (int i = 0; i < N; i++) {
            double nearestOther = Double.POSITIVE_INFINITY;
            for (int j = 0; j < N; j++) {
                assertEquals(distance(members.get(i), members.get(j)), zoo.distance(i, j), ROUNDING);
                nearestOther = i == j ? nearestOther : Math.min(nearestOther, zoo.distance(i, j));
            }
            assertEquals(nearestOther, zoo.nearestDistances()[i]);
            for (int x = 0; x < 7; x++) {
                assertEquals(distance(networks.get(x), members.get(i)), placed.distance(x, i), ROUNDING);
                assertTrue(placed.nearestDistance(x) <= placed.distance(x, i));
            }
        }
        assertEquals(placed.distance(3, placed.nearest(3)), placed.nearestDistance(3));
    }

    @ParameterizedTest(name = "offset {0}")
    @ValueSource(doubles = {0.02, 1e-4, 1e-6, 0})
    void resolvesCopiesHoweverClose(double offset) {
        List<float[]> copies = new ArrayList<>();
        for (float[] member : members) {
            float[] copy = member.clone();
            for (int j = 0; j < LENGTH; j++) {
                copy[j] += (float) (j % 2 == 0 ? offset : -offset);
            }
            copies.add(copy);
        }
        Placements placed = zoo.place(Rows.of(copies));
        for (int i = 0; i < N; i++) {
            double exact = distance(copies.get(i), members.get(i));
            assertEquals(i, placed.nearest(i));
            assertEquals(exact, placed.nearestDistance(i), 1e-7 * exact);
            assertEquals(1, placed.weights(i)[i], 1e-3);
        }
    }

    @Test
    void findsThePlantedAffineCombination() {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> planted = new ArrayList<>();
        List<float[]> networks = new ArrayList<>();
        for (int x = 0; x < 5; x++) {
            double[] a = random.doubles(N, -1, 2).toArray();
            a[0] += 1 - Arrays.stream(a).sum();
            planted.add(a);
            networks.add(combination(a));
        }
        Placements placed = zoo.place(Rows.of(networks));
        for (int x = 0; x < 5; x++) {
            assertArrayEquals(planted.get(x), placed.weights(x), 1e-6);
            assertEquals(1, Arrays.stream(placed.weights(x)).sum(), ROUNDING);
            // rounded to float32 on the way: 3000 roundings of numbers of size 4
            assertEquals(0, placed.residual(x), 2e-5);
        }
    }

    @Test
    void theResidualIsTheNormOfWhatIsOrthogonalToTheZoo() {
        // members have zeros in the last ten places, where the noise lies
        List<float[]> flat = new ArrayList<>();
        for (float[] member : members) {
            float[] row = member.clone();
            Arrays.fill(row, LENGTH - 10, LENGTH, 0);
            flat.add(row);
        }
        double[] a = new double[N];
        a[2] = 0.25;
        a[5] = 0.75;
        float[] network = new float[LENGTH];
        for (int j = 0; j < LENGTH - 10; j++) {
            network[j] = 0.25f * flat.get(2)[j] + 0.75f * flat.get(5)[j];
        }
        Arrays.fill(network, LENGTH - 10, LENGTH, 0.5f);
        Placements placed = ZooGeometry.of(Rows.of(flat)).place(Rows.of(List.of(network)));
        assertEquals(0.5 * Math.sqrt(10), placed.residual(0), 1e-6);
        assertArrayEquals(a, placed.weights(0), 1e-6);
    }

    @Test
    void duplicatesAreAtDistanceZeroAndShareTheirWeight() {
        List<float[]> doubled = new ArrayList<>(members);
        doubled.add(members.get(4).clone());
        ZooGeometry geometry = ZooGeometry.of(Rows.of(doubled));
        assertEquals(0, geometry.distance(4, N));
        assertEquals(0, geometry.nearestDistances()[N]);
        double[] a = geometry.place(Rows.of(List.of(members.get(4)))).weights(0);
        assertEquals(0.5, a[4], ROUNDING);
        assertEquals(0.5, a[N], ROUNDING);
        assertEquals(1, Arrays.stream(a).sum(), ROUNDING);
    }

    @Test
    void aZooOfOneNetworkHasAPointForAHull() {
        float[] member = members.get(0);
        ZooGeometry point = ZooGeometry.of(Rows.of(List.of(member, member, member)));
        Placements placed = point.place(Rows.of(List.of(members.get(1))));
        assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, placed.weights(0), ROUNDING);
        assertEquals(distance(member, members.get(1)), placed.residual(0), ROUNDING);
        assertArrayEquals(new double[3], point.nearestDistances());
    }

    @Test
    void resolvesANarrowZooFarFromTheOrigin() {
        List<float[]> narrow = new ArrayList<>();
        for (float[] member : normal(N, LENGTH, 0x1p-12, 4)) {
            for (int j = 0; j < LENGTH; j++) {
                member[j] += 1;
            }
            narrow.add(member);
        }
        Placements placed = ZooGeometry.of(Rows.of(narrow)).place(Rows.of(narrow.subList(3, 5)));
        double exact = distance(narrow.get(3), narrow.get(8));
        assertEquals(exact, placed.distance(0, 8), ROUNDING * exact);
        assertEquals(0, placed.distance(1, 4));
        assertEquals(1, placed.weights(0)[3], 1e-6);
    }

    @Test
    void readsZooAndNetworksOnceMoreToPlaceThem() {
        CountedRows counted = new CountedRows(normal(40, 100_000, 1, 5));
        ZooGeometry geometry = ZooGeometry.of(counted);
        assertEquals(1, counted.mostReads());
        CountedRows networks = new CountedRows(normal(3, 100_000, 1, 6));
        geometry.place(networks);
        assertEquals(2, counted.mostReads());
        assertEquals(1, networks.mostReads());
    }

    @Test
    void namesNetworksThatDoNotFit() {
        Rows shorter = Rows.of(normal(2, 5, 1, 7));
        var e = assertThrows(IllegalArgumentException.class, () -> zoo.place(shorter));
        assertTrue(e.getMessage().contains("networks of 5 values"), e::getMessage);
    }

    private float[] combination(double[] a) {
        float[] sum = new float[LENGTH];
        for (int j = 0; j < LENGTH; j++) {
            double value = 0;
            for (int i = 0; i < N; i++) {
                value += a[i] * members.get(i)[j];
            }
            sum[j] = (float) value;
        }
        return sum;
    }

    private static List<float[]> normal(int n, int length, double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float[] row = new float[length];
            for (int j = 0; j < length; j++) {
                row[j] = (float) (deviation * random.nextGaussian());
            }
            rows.add(row);
        }
        return rows;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += Math.pow((double) a[j] - b[j], 2);
        }
        return Math.sqrt(sum);
    }
}
