package org.weightflow.pruning.persistence;

import java.util.BitSet;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * The weights that topologically critical pruning keeps whatever their rank: the edges of each layer's maximum spanning tree, the
 * smallest set with which the layer's 0-dimensional persistence stays what it was.
 *
 * @see <a href="https://arxiv.org/abs/2206.06563">Balwani and Krzyston (2022)</a>
 */
public final class TopologicallyCritical {
    private TopologicallyCritical() {}

    /**
     * The spanning edges of all layers that may be pruned: {@link CriticalBound#edges} of them.
     *
     * @return bits over the flat vector
     */
    public static BitSet protectedValues(StateDict weights) {
        return protectedValues(weights, Mask.dense(weights.layout()));
    }

    /**
     * As {@link #protectedValues(StateDict)}, among the weights that a mask keeps: the edges of a spanning forest, which has fewer
     * where the mask has already cut a layer's graph.
     *
     * @return bits over the flat vector, all of them kept by the mask
     * @throws IllegalArgumentException if the mask is of another layout, or a kept weight is not finite
     */
    public static BitSet protectedValues(StateDict weights, Mask current) {
        weights.layout().requireSame(current.layout(), "the mask");
        float[] flat = weights.toArray();
        BitSet present = current.toBitSet();
        BitSet edges = new BitSet(flat.length);
        for (LayerMatrix layer : LayerMatrix.of(weights.layout())) {
            if (layer.prunable()) {
                edges.or(SpanningForest.of(layer, flat, present).toBitSet());
            }
        }
        return edges;
    }
}
