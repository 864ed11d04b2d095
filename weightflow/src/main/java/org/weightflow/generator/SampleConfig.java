package org.weightflow.generator;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.generator.regression.LayerRegression;
import org.weightflow.generator.regression.RegressionConfig;
import org.weightflow.networks.Check;

/**
 * How networks are sampled. With z what the flow gives, a sample's code is {@code sqrt(hull) ((1 - anchor) z + anchor z_m)}, z_m
 * the code of a training member that is drawn uniformly for each sample; noise of variance {@code 1 - hull} in units of each
 * value's variance over the training members is added to what it decodes to.
 *
 * @param solver      carries the noise along the learnt velocity field
 * @param temperature factor on the deviation of the flow's source from its mean, as a rule x0 ~ temperature N(0, I), and on the
 *                    noise outside the hull; 1 samples what was learnt, less keeps to the middle of it, 0 gives one network over
 *                    and over
 * @param anchor      share of a training member in each sample, in [0, 1]: 0 samples what was learnt, 1 copies members
 * @param hull        share of the variance that lies in the affine hull of the training members, in (0, 1]. At 1 every sample is a
 *                    combination of them. A further member of the population is not: of its distance to their mean the hull holds
 *                    a share that a generator measures on held-out members ({@link GeneratorFacts#heldOutReconstruction()})
 * @param regression  how layers are {@linkplain LayerRegression fitted} to the combination of the members' layers; empty for the
 *                    plain combination of weights
 * @param conditions  values that the networks are to have, by name and in natural units, of a generator that has conditions; what
 *                    is not given each sample takes of a training member that is drawn for it
 * @param guidance    w of classifier-free guidance: 1 for the conditional law, 0 for the law without conditions, above 1 to follow
 *                    conditions more closely than the members do
 */
public record SampleConfig(
        OdeSolver solver,
        double temperature,
        double anchor,
        double hull,
        Optional<RegressionConfig> regression,
        Map<String, Double> conditions,
        double guidance) {
    public SampleConfig {
        Objects.requireNonNull(solver, "solver");
        Check.notNegative("temperature", temperature);
        Check.closedInterval("anchor", anchor, 0, 1);
        Check.closedInterval("hull", hull, 0, 1);
        Check.positive("hull", hull);
        Objects.requireNonNull(regression, "regression");
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
        Check.notNegative("guidance", guidance);
    }

    /** What was learnt, in plain combinations of the members, with whatever conditions, not guided. */
    public SampleConfig(OdeSolver solver, double temperature) {
        this(solver, temperature, 0, 1, Optional.empty(), Map.of(), 1);
    }

    /** 25 Runge-Kutta steps at temperature 1; plain combinations without an anchor, all in the hull. Our own choice. */
    public static SampleConfig defaults() {
        return new SampleConfig(new RungeKutta4(25), 1);
    }

    public SampleConfig withSolver(OdeSolver solver) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }

    public SampleConfig withTemperature(double temperature) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }

    public SampleConfig withAnchor(double anchor) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }

    public SampleConfig withHull(double hull) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }

    public SampleConfig withRegression(RegressionConfig regression) {
        return new SampleConfig(solver, temperature, anchor, hull, Optional.of(regression), conditions, guidance);
    }

    public SampleConfig withConditions(Map<String, Double> conditions) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }

    public SampleConfig withGuidance(double guidance) {
        return new SampleConfig(solver, temperature, anchor, hull, regression, conditions, guidance);
    }
}
