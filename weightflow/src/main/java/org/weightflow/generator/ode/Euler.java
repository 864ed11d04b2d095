package org.weightflow.generator.ode;

import org.weightflow.networks.Check;

/**
 * Euler's method with equal steps: x += h v(t, x). First order; one evaluation a step.
 *
 * @param steps number of steps from t = 0 to 1
 */
public record Euler(int steps) implements OdeSolver {
    public Euler {
        Check.atLeast("steps", steps, 1);
    }

    @Override
    public int integrate(VectorField field, double[] points) {
        double[] slope = new double[points.length];
        double h = 1.0 / steps;
        for (int s = 0; s < steps; s++) {
            field.velocity(s * h, points, slope);
            for (int i = 0; i < points.length; i++) {
                points[i] += h * slope[i];
            }
        }
        return steps;
    }

    @Override
    public String id() {
        return "euler-" + steps;
    }
}
