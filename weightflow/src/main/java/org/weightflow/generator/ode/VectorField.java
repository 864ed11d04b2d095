package org.weightflow.generator.ode;

/** The right-hand side of dx/dt = v(t, x), for one point or for many side by side. */
@FunctionalInterface
public interface VectorField {
    /**
     * @param time       t, from 0 (noise) to 1 (data), the same for all points
     * @param points     {@code [count, dimensions]} row-major; read only
     * @param velocities v(t, x) of each point, likewise; written, and never the array {@code points}
     */
    void velocity(double time, double[] points, double[] velocities);
}
