package org.weightflow.generator;

import java.util.Map;
import java.util.TreeMap;
import org.weightflow.generator.condition.Conditioning;
import org.weightflow.generator.flow.FlowField;
import org.weightflow.generator.flow.GuidedField;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.ode.VectorField;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * The codes that the seeds of samples give: draws of the flow's source, carried to the data, each under its conditions, then drawn
 * towards a member and shrunk where that is asked for.
 */
final class SampledCodes {
    private final GeneratorFacts facts;
    private final Conditioning conditioning;
    private final Source source;
    private final StateDict weights;
    /** Of the training members, {@code [N][conditions]}. */
    private final double[][] memberConditions;

    private final MemberWeights members;
    private final SampleConfig config;

    /** @throws IllegalArgumentException if conditions are asked for that the generator does not have */
    SampledCodes(
            GeneratorFacts facts,
            Source source,
            StateDict weights,
            double[][] memberConditions,
            MemberWeights members,
            SampleConfig config) {
        this.facts = facts;
        this.conditioning = facts.conditioning();
        this.source = source;
        this.weights = weights;
        this.memberConditions = memberConditions;
        this.members = members;
        this.config = config;
        if (conditioning.isEmpty() && config.guidance() != 1) {
            throw new IllegalArgumentException(
                    "guidance is " + config.guidance() + ", but the generator has no conditions");
        }
        conditioning.requireKnown(config.conditions());
    }

    /** Carried together; {@code [samples.length][dimensions]}. */
    double[][] of(Seed[] samples) {
        int dimensions = source.dimensions();
        double[] points = new double[samples.length * dimensions];
        double[] start = new double[dimensions];
        float[][] conditions = new float[samples.length][];
        for (int row = 0; row < samples.length; row++) {
            source.draw(samples[row].random(), config.temperature(), start);
            System.arraycopy(start, 0, points, row * dimensions, dimensions);
            conditions[row] = conditioning.encode(values(samples[row]));
        }
        try (FlowField field = FlowField.of(facts.fieldShape(), facts.flow(), weights)) {
            VectorField velocity =
                    conditioning.isEmpty() ? field : new GuidedField(field, conditions, config.guidance());
            config.solver().integrate(velocity, points);
        }
        double[][] codes = new double[samples.length][dimensions];
        for (int row = 0; row < codes.length; row++) {
            System.arraycopy(points, row * dimensions, codes[row], 0, dimensions);
            settle(codes[row], samples[row]);
        }
        return codes;
    }

    /** Draws a code towards a member, and leaves room for what lies outside the hull. */
    private void settle(double[] code, Seed sample) {
        if (config.anchor() == 0 && config.hull() == 1) {
            return;
        }
        double[] anchor = members.code(sample.child("anchor").random().nextInt(members.count()));
        double inside = Math.sqrt(config.hull());
        for (int d = 0; d < code.length; d++) {
            code[d] = inside * ((1 - config.anchor()) * code[d] + config.anchor() * anchor[d]);
        }
    }

    /** What a sample is asked to be; empty if nothing. */
    Map<String, Double> conditions(Seed sample) {
        Map<String, Double> named = new TreeMap<>();
        if (config.guidance() > 0) {
            double[] values = values(sample);
            for (int c = 0; c < values.length; c++) {
                named.put(conditioning.names().get(c), values[c]);
            }
        }
        return named;
    }

    private double[] values(Seed sample) {
        int member = sample.child("condition").random().nextInt(memberConditions.length);
        return conditioning.with(memberConditions[member], config.conditions());
    }
}
