package org.weightflow.generator;

import java.util.Objects;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Check;

/**
 * How networks are sampled.
 *
 * @param solver      carries the noise along the learnt velocity field
 * @param temperature factor on the deviation of the flow's source from its mean, as a rule x0 ~ temperature N(0, I); 1 samples what
 *                    was learnt, less keeps to the middle of it, 0 gives one network over and over
 */
public record SampleConfig(OdeSolver solver, double temperature) {
    public SampleConfig {
        Objects.requireNonNull(solver, "solver");
        Check.notNegative("temperature", temperature);
    }

    /** 25 Runge-Kutta steps at temperature 1; our own choice. */
    public static SampleConfig defaults() {
        return new SampleConfig(new RungeKutta4(25), 1);
    }

    public SampleConfig withSolver(OdeSolver solver) {
        return new SampleConfig(solver, temperature);
    }

    public SampleConfig withTemperature(double temperature) {
        return new SampleConfig(solver, temperature);
    }
}
