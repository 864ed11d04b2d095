package org.weightflow.generator;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
<<<<<<< HEAD
=======
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineWorkers;
import org.weightflow.networks.prediction.BatchNormEstimation;
>>>>>>> speed

/**
 * Samples by index. They are carried to the data in groups of 32, and decoded and given statistics in the batches that a group
 * divides into, always the same ones, so that none depends on how many are asked for. Keeps the batch that was asked for last.
 */
final class SampleGroups {
    private static final int GROUP = 32;
    /** Values that a batch of networks may have: 1 GiB of them. */
    private static final long BATCH_VALUES = 1L << 28;

    private final SampleDecoder decoder;
    private final SampledCodes sampled;

    private final Seed seed;
    private final int batchSize;
    private int currentGroup = -1;
    private double[][] groupCodes;
    private int batchStart = -1;
    /** The samples of the current batch. */
    private List<Sample> batch;

    SampleGroups(SampleDecoder decoder, SampledCodes sampled, Seed seed) {
        this.decoder = decoder;
        this.sampled = sampled;
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
            int first = number * GROUP;
            groupCodes = sampled.of(
                    IntStream.range(first, first + GROUP).mapToObj(seed::child).toArray(Seed[]::new));
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
<<<<<<< HEAD
=======

    private double[][] codes(int first) {
        int dimensions = decoder.space().dimensions();
        double[] codes = new double[GROUP * dimensions];
        for (int row = 0; row < GROUP; row++) {
            SplittableRandom random = seed.child((long) first + row).random();
            for (int d = 0; d < dimensions; d++) {
                codes[row * dimensions + d] = config.temperature() * random.nextGaussian();
            }
        }
        // By one thread: the engine's own would wait for each other after every small product, for long on a busy
        // machine. It also
        // makes the bytes the same for any number of threads.
        EngineWorkers.forEach(1, job -> {
            try (FlowField velocity = FlowField.of(dimensions, flow, field)) {
                config.solver().integrate(velocity, codes);
            }
        });
        double[][] rows = new double[GROUP][dimensions];
        for (int row = 0; row < GROUP; row++) {
            System.arraycopy(codes, row * dimensions, rows[row], 0, dimensions);
        }
        return rows;
    }

    private List<Sample> complete(List<Sample> decoded) {
        List<StateDict> complete =
                statistics.estimate(decoded.stream().map(Sample::weights).toList());
        return IntStream.range(0, decoded.size())
                .mapToObj(row -> new Sample(
                        complete.get(row),
                        decoded.get(row).mask(),
                        decoded.get(row).code()))
                .toList();
    }
>>>>>>> speed
}
