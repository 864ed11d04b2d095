package org.weightflow.generator.ode;

import org.weightflow.networks.Check;

/**
 * The classical Runge-Kutta method with equal steps: x += h / 6 (k1 + 2 k2 + 2 k3 + k4). Fourth order; four evaluations a step.
 *
 * @param steps number of steps from t = 0 to 1
 */
public record RungeKutta4(int steps) implements OdeSolver {
    public RungeKutta4 {
        Check.atLeast("steps", steps, 1);
    }

    @Override
    public int integrate(VectorField field, double[] points) {
        int size = points.length;
        double[] k = new double[size];
        double[] at = new double[size];
        double[] sum = new double[size];
        double h = 1.0 / steps;
        for (int s = 0; s < steps; s++) {
            double t = s * h;
            field.velocity(t, points, sum);
            move(points, h / 2, sum, at);
            field.velocity(t + h / 2, at, k);
            add(sum, 2, k);
            move(points, h / 2, k, at);
            field.velocity(t + h / 2, at, k);
            add(sum, 2, k);
            move(points, h, k, at);
            field.velocity(t + h, at, k);
            add(sum, 1, k);
            move(points, h / 6, sum, points);
        }
        return Math.multiplyExact(4, steps);
    }

    @Override
    public String id() {
        return "rk4-" + steps;
    }

    private static void move(double[] from, double h, double[] slope, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = from[i] + h * slope[i];
        }
    }

    private static void add(double[] sum, double factor, double[] k) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * k[i];
        }
    }
}
