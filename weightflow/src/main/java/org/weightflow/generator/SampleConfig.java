package org.weightflow.generator;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Check;

/**
 * How networks are sampled.
 *
 * @param solver      carries the noise along the learnt velocity field
 * @param temperature factor on the deviation of the flow's source from its mean, as a rule x0 ~ temperature N(0, I); 1 samples what
 *                    was learnt, less keeps to the middle of it, 0 gives one network over and over
 * @param conditions  values that the networks are to have, by name and in natural units, of a generator that has conditions; what
 *                    is not given each sample takes of a training member that is drawn for it
 * @param guidance    w of classifier-free guidance: 1 for the conditional law, 0 for the law without conditions, above 1 to follow
 *                    conditions more closely than the members do
 */
public record SampleConfig(OdeSolver solver, double temperature, Map<String, Double> conditions, double guidance) {
    public SampleConfig {
        Objects.requireNonNull(solver, "solver");
        Check.notNegative("temperature", temperature);
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
        Check.notNegative("guidance", guidance);
    }

    /** With whatever conditions, not guided. */
    public SampleConfig(OdeSolver solver, double temperature) {
        this(solver, temperature, Map.of(), 1);
    }

    /** 25 Runge-Kutta steps at temperature 1; our own choice. */
    public static SampleConfig defaults() {
        return new SampleConfig(new RungeKutta4(25), 1);
    }

    public SampleConfig withSolver(OdeSolver solver) {
        return new SampleConfig(solver, temperature, conditions, guidance);
    }

    public SampleConfig withTemperature(double temperature) {
        return new SampleConfig(solver, temperature, conditions, guidance);
    }

    public SampleConfig withConditions(Map<String, Double> conditions) {
        return new SampleConfig(solver, temperature, conditions, guidance);
    }

    public SampleConfig withGuidance(double guidance) {
        return new SampleConfig(solver, temperature, conditions, guidance);
    }
}
