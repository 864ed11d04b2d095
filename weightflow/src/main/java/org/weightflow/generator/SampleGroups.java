package org.weightflow.generator;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;

/**
 * Samples by index. They are decoded and given statistics in batches, always the same ones, so that none depends on how many are asked
 * for. Keeps the batch that was asked for last.
 */
final class SampleGroups {
    /** Samples that are decoded side by side at most. */
    private static final int BATCH = 32;
    /** Values that a batch of networks may have: 1 GiB of them. */
    private static final long BATCH_VALUES = 1L << 28;

    private final SampleDecoder decoder;
    private final SampledCodes sampled;

    private final Seed seed;
    private final int batchSize;
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
        return (int) Math.max(1, Math.min(BATCH, BATCH_VALUES / Math.max(1, layout.size())));
    }

    Sample sample(int index) {
        int start = index - index % BATCH % batchSize;
        return batch(start).get(index - start);
    }

    /** The standardised code of a sample. */
    double[] code(int index) {
        return sampled.code(index);
    }

    private synchronized List<Sample> batch(int start) {
        if (start != batchStart) {
            int size = Math.min(batchSize, BATCH - start % BATCH);
            List<double[]> codes =
                    IntStream.range(start, start + size).mapToObj(this::code).toList();
            List<Seed> seeds =
                    IntStream.range(start, start + size).mapToObj(seed::child).toList();
            batch = decoder.decode(codes, seeds);
            batchStart = start;
        }
        return batch;
    }
}
