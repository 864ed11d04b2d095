package org.weightflow.bayes.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;
import org.weightflow.networks.gradient.Gradient;

class PhasePointTest {
    /** No quadratic one, whose leapfrog has symmetries of its own: -sum (x^4 / 4 + x y / 3 + ...). */
    private static final LogDensity QUARTIC = new LogDensity() {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public Gradient at(double[] x) {
            double value = -Math.pow(x[0], 4) / 4 - Math.pow(x[1], 4) / 4 - x[0] * x[1] / 3;
            return new Gradient(value, new double[] {-Math.pow(x[0], 3) - x[1] / 3, -Math.pow(x[1], 3) - x[0] / 3});
        }
    };

    private static PhasePoint start() {
        return PhasePoint.at(QUARTIC, new double[] {0.7, -1.1}).kicked(new Seed(3).random());
    }

    @Test
    void comesBackWhenTheMomentumIsTurned() {
        PhasePoint start = start();
        PhasePoint there = start.leap(QUARTIC, 0.1, 50);
        assertTrue(Math.abs(there.position()[0] - start.position()[0]) > 1e-3, "it moved");
        double[] turned = Arrays.stream(there.momentum()).map(p -> -p).toArray();
        PhasePoint back = new PhasePoint(there.position(), turned, QUARTIC.at(there.position())).leap(QUARTIC, 0.1, 50);
        assertArrayEquals(start.position(), back.position(), 1e-9);
        assertArrayEquals(Arrays.stream(start.momentum()).map(p -> -p).toArray(), back.momentum(), 1e-9);
    }

    /** Over the same time, a step of half the size has a quarter of the error; of first order, it would be half. */
    @Test
    void hasAnEnergyErrorOfSecondOrder() {
        PhasePoint start = start();
        double error = start.leap(QUARTIC, 0.02, 40).energy() - start.energy();
        double half = start.leap(QUARTIC, 0.01, 80).energy() - start.energy();
        assertEquals(4, error / half, 0.1);
    }

    /** The determinant of the map's derivative, by central differences. */
    @Test
    void keepsVolume() {
        double[] origin = {0.7, -1.1, 0.4, 0.2};
        double[][] derivative = new double[4][];
        double h = 1e-5;
        for (int i = 0; i < 4; i++) {
            double[] ahead = origin.clone();
            double[] behind = origin.clone();
            ahead[i] += h;
            behind[i] -= h;
            double[] a = mapped(ahead);
            double[] b = mapped(behind);
            derivative[i] = new double[4];
            for (int j = 0; j < 4; j++) {
                derivative[i][j] = (a[j] - b[j]) / (2 * h);
            }
        }
        assertEquals(1, determinant(derivative), 1e-6);
    }

    private static double[] mapped(double[] x) {
        double[] q = Arrays.copyOf(x, 2);
        PhasePoint to = new PhasePoint(q, Arrays.copyOfRange(x, 2, 4), QUARTIC.at(q)).leap(QUARTIC, 0.2, 5);
        return new double[] {to.position()[0], to.position()[1], to.momentum()[0], to.momentum()[1]};
    }

    private static double determinant(double[][] m) {
        double product = 1;
        for (int i = 0; i < m.length; i++) {
            product *= m[i][i];
            for (int r = i + 1; r < m.length; r++) {
                double f = m[r][i] / m[i][i];
                for (int c = i; c < m.length; c++) {
                    m[r][c] -= f * m[i][c];
                }
            }
        }
        return product;
    }
}
