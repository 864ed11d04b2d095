package org.weightflow.generator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.ResidualField;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;

/**
 * Samples by index. They are carried to the data, and their statistics are estimated, in groups of 32, always the same ones, so that
 * none depends on how many are asked for. Keeps the group that was asked for last.
 */
final class SampleGroups {
    private static final int GROUP = 32;

    private final Decoder decoder;
    private final FlowConfig flow;
    private final StateDict field;
    /** Null for networks that are complete as they are decoded. */
    private final BatchNormEstimation statistics;

    private final SampleConfig config;
    private final Seed seed;
    private int current = -1;
    /** The samples of the current group, by their place in it. */
    private IntFunction<Sample> group;

    SampleGroups(
            Decoder decoder,
            FlowConfig flow,
            StateDict field,
            BatchNormEstimation statistics,
            SampleConfig config,
            Seed seed) {
        this.decoder = decoder;
        this.flow = flow;
        this.field = field;
        this.statistics = statistics;
        this.config = config;
        this.seed = seed;
    }

    Sample sample(int index) {
        return group(index / GROUP).apply(index % GROUP);
    }

    private synchronized IntFunction<Sample> group(int number) {
        if (number != current) {
            int first = number * GROUP;
            double[][] codes = codes(first);
            IntFunction<Sample> decoded = row -> decoder.decode(codes[row], seed.child(first + row));
            // Those that need nothing more are decoded as they are asked for.
            group = statistics == null ? decoded : complete(decoded)::get;
            current = number;
        }
        return group;
    }

    private double[][] codes(int first) {
        int dimensions = decoder.space().dimensions();
        double[] codes = new double[GROUP * dimensions];
        for (int row = 0; row < GROUP; row++) {
            SplittableRandom random = seed.child((long) first + row).random();
            for (int d = 0; d < dimensions; d++) {
                codes[row * dimensions + d] = config.temperature() * random.nextGaussian();
            }
        }
        try (ResidualField velocity = new ResidualField(dimensions, flow, field)) {
            config.solver().integrate(velocity, codes);
        }
        double[][] rows = new double[GROUP][dimensions];
        for (int row = 0; row < GROUP; row++) {
            System.arraycopy(codes, row * dimensions, rows[row], 0, dimensions);
        }
        return rows;
    }

    private List<Sample> complete(IntFunction<Sample> group) {
        List<Sample> decoded = IntStream.range(0, GROUP).mapToObj(group).toList();
        List<StateDict> complete =
                statistics.estimate(decoded.stream().map(Sample::weights).toList());
        return IntStream.range(0, GROUP)
                .mapToObj(row -> new Sample(
                        complete.get(row),
                        decoded.get(row).mask(),
                        decoded.get(row).code()))
                .toList();
    }
}
