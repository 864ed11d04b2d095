package org.weightflow.generator;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.generator.flow.FlowField;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Samples by index. They are carried to the data in groups of 32, and decoded and given statistics in the batches that a group
 * divides into, always the same ones, so that none depends on how many are asked for. Keeps the batch that was asked for last.
 */
final class SampleGroups {
    private static final int GROUP = 32;
    /** Values that a batch of networks may have: 1 GiB of them. */
    private static final long BATCH_VALUES = 1L << 28;

    private final SampleDecoder decoder;
    private final FlowConfig flow;
    private final Source source;
    private final StateDict field;

    private final SampleConfig config;
    private final Seed seed;
    private final int batchSize;
    private int currentGroup = -1;
    private double[][] groupCodes;
    private int batchStart = -1;
    /** The samples of the current batch. */
    private List<Sample> batch;

    SampleGroups(
            SampleDecoder decoder, FlowConfig flow, Source source, StateDict field, SampleConfig config, Seed seed) {
        this.decoder = decoder;
        this.flow = flow;
        this.source = source;
        this.field = field;
        this.config = config;
        this.seed = seed;
        this.batchSize = batch(decoder.decoder().space().layout());
    }

    /** Networks of a batch; 32 but for large ones. */
    static int batch(Layout layout) {
        return (int) Math.max(1, Math.min(GROUP, BATCH_VALUES / Math.max(1, layout.size())));
    }

    Sample sample(int index) {
        int start = index - index % GROUP % batchSize;
        return batch(start).get(index - start);
    }

    /** The standardised code of a sample. */
    double[] code(int index) {
        return codesOfGroup(index / GROUP)[index % GROUP];
    }

    private synchronized double[][] codesOfGroup(int number) {
        if (number != currentGroup) {
            groupCodes = codes(number * GROUP);
            currentGroup = number;
        }
        return groupCodes;
    }

    private synchronized List<Sample> batch(int start) {
        if (start != batchStart) {
            int size = Math.min(batchSize, GROUP - start % GROUP);
            List<double[]> codes =
                    IntStream.range(start, start + size).mapToObj(this::code).toList();
            List<Seed> seeds =
                    IntStream.range(start, start + size).mapToObj(seed::child).toList();
            batch = decoder.decode(codes, seeds);
            batchStart = start;
        }
        return batch;
    }

    private double[][] codes(int first) {
        int dimensions = decoder.decoder().space().dimensions();
        double[] codes = new double[GROUP * dimensions];
        double[] start = new double[dimensions];
        for (int row = 0; row < GROUP; row++) {
            source.draw(seed.child((long) first + row).random(), config.temperature(), start);
            System.arraycopy(start, 0, codes, row * dimensions, dimensions);
        }
        try (FlowField velocity = FlowField.of(dimensions, flow, field)) {
            config.solver().integrate(velocity, codes);
        }
        double[][] rows = new double[GROUP][dimensions];
        for (int row = 0; row < GROUP; row++) {
            System.arraycopy(codes, row * dimensions, rows[row], 0, dimensions);
            settle(rows[row], seed.child((long) first + row));
        }
        return rows;
    }

    /** Draws a code towards a member, and leaves room for what lies outside the hull. */
    private void settle(double[] code, Seed sample) {
        if (config.anchor() == 0 && config.hull() == 1) {
            return;
        }
        MemberWeights members = decoder.members();
        double[] anchor = members.code(sample.child("anchor").random().nextInt(members.count()));
        double inside = Math.sqrt(config.hull());
        for (int d = 0; d < code.length; d++) {
            code[d] = inside * ((1 - config.anchor()) * code[d] + config.anchor() * anchor[d]);
        }
    }
}
