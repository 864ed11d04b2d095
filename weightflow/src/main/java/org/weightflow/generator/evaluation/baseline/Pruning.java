package org.weightflow.generator.evaluation.baseline;

import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.LargestMagnitudes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * Makes a new network exactly as sparse as the zoo.
 * <p>A mask that all members share stays. Otherwise network i keeps, in every prunable entry, as many values as zoo member i mod N
 * does there: those of the largest magnitude, the lower index first where magnitudes tie. The new masks so have the very counts of
 * the zoo's, however these vary.
 */
final class Pruning {
    private Pruning() {}

    /** @param flat the values before pruning; handed over */
    static Network toTheCountsOf(LoadedZoo zoo, int index, float[] flat) {
        Layout layout = zoo.layout();
        if (!zoo.isSparse()) {
            return Network.dense(StateDict.of(layout, flat));
        }
        Mask mask = zoo.sharesMask()
                ? zoo.mask(0)
                : LargestMagnitudes.perEntry(layout, flat, zoo.network(index % zoo.count())::kept);
        mask.zeroPruned(flat, 0);
        return new Network(StateDict.of(layout, flat), mask);
    }
}
