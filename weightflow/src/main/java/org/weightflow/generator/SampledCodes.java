package org.weightflow.generator;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.weightflow.generator.condition.Conditioning;
import org.weightflow.generator.flow.FlowField;
import org.weightflow.generator.flow.GuidedField;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.generator.ode.VectorField;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * The codes of samples by index: draws of the flow's source, carried to the data, each under its conditions, then drawn towards a
 * member and shrunk where that is asked for.
 * <p>They are carried in groups of 256, or of 32 where codes are long, always the same ones, so that none depends on how many are asked
 * for. Keeps the group that was asked for last.
 */
final class SampledCodes {
    /** A multiple of every batch that is decoded: small products of matrices waste the most time. */
    private static final int LARGE_GROUP = 256;
    /** For codes beyond {@link #SHORT_CODE}, of which the products are large anyway: a single sample costs a group. */
    private static final int SMALL_GROUP = 32;

    private static final int SHORT_CODE = 1024;

    private final GeneratorFacts facts;
    private final Conditioning conditioning;
    private final Source source;
    private final StateDict weights;
    /** Of the training members, {@code [N][conditions]}. */
    private final double[][] memberConditions;

    private final MemberWeights members;
    private final SampleConfig config;
    private final Seed seed;
    private final int groupSize;
    private int currentGroup = -1;
    private double[][] groupCodes;

    /**
     * @param seed sample i draws from its child i
     * @throws IllegalArgumentException if conditions are asked for that the generator does not have
     */
    SampledCodes(
            GeneratorFacts facts,
            Source source,
            StateDict weights,
            double[][] memberConditions,
            MemberWeights members,
            SampleConfig config,
            Seed seed) {
        this.facts = facts;
        this.conditioning = facts.conditioning();
        this.source = source;
        this.weights = weights;
        this.memberConditions = memberConditions;
        this.members = members;
        this.config = config;
        this.seed = seed;
        this.groupSize = source.dimensions() <= SHORT_CODE ? LARGE_GROUP : SMALL_GROUP;
        if (conditioning.isEmpty() && config.guidance() != 1) {
            throw new IllegalArgumentException(
                    "guidance is " + config.guidance() + ", but the generator has no conditions");
        }
        conditioning.requireKnown(config.conditions());
    }

    /** Whether these are the codes of such a request. */
    boolean areOf(SampleConfig config, Seed seed) {
        return this.config.equals(config) && this.seed.equals(seed);
    }

    /** The standardised code of a sample; read only. */
    synchronized double[] code(int index) {
        int group = index / groupSize;
        if (group != currentGroup) {
            groupCodes = carried(IntStream.range(group * groupSize, (group + 1) * groupSize)
                    .mapToObj(seed::child)
                    .toArray(Seed[]::new));
            currentGroup = group;
        }
        return groupCodes[index % groupSize];
    }

    /** {@code [samples.length][dimensions]}. */
    private double[][] carried(Seed[] samples) {
        int dimensions = source.dimensions();
        double[] points = new double[samples.length * dimensions];
        double[] start = new double[dimensions];
        float[][] conditions = new float[samples.length][];
        for (int row = 0; row < samples.length; row++) {
            source.draw(samples[row].random(), config.temperature(), start);
            System.arraycopy(start, 0, points, row * dimensions, dimensions);
            conditions[row] = conditioning.encode(values(samples[row]));
        }
        // By one thread: the engine's own would wait for each other after every small product, for long on a busy
        // machine. It also makes the bytes the same for any number of threads.
        EngineWorkers.forEach(1, job -> {
            try (FlowField field = FlowField.of(facts.fieldShape(), facts.flow(), weights)) {
                VectorField velocity =
                        conditioning.isEmpty() ? field : new GuidedField(field, conditions, config.guidance());
                config.solver().integrate(velocity, points);
            }
        });
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
    Map<String, Double> conditions(int index) {
        Map<String, Double> named = new TreeMap<>();
        if (config.guidance() > 0) {
            double[] values = values(seed.child(index));
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
