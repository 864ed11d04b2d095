package org.weightflow.pruning.persistence;

import java.util.List;
import org.weightflow.networks.StateDict;

/**
 * Neural persistence: how unequal the weights are that hold a layer's graph together.
 * <p>With w' = |w| / Wmax, where Wmax is the largest |w| of all layers, the vertices of a layer's graph ({@link LayerMatrix}) are
 * there from 1 on and its edges enter in decreasing w'. Two components then merge along each edge of the maximum spanning tree, so
 * that the 0-dimensional persistence diagram is {(1, w') : w' on that tree} and
 * <pre>
 * NP = sqrt( sum over the tree of (1 - w')^2 ),     normalised NP = NP / sqrt(rows + columns - 1)
 * </pre>
 * Pruned weights are edges of weight 0, like any other zero. The order of rows and of columns, signs, and a factor common to all
 * layers change nothing, nor does a weight that is not on the tree, as long as it stays so. Biases are not part of the graph; the
 * authors' code appends them to a dense layer as one more column of inputs.
 * <p>Cost O(E log E) a layer of E weights.
 *
 * @see <a href="https://arxiv.org/abs/1812.09764">Rieck et al. (2019), Neural Persistence</a>
 */
public final class NeuralPersistence {
    /** What becomes of the component that never merges. */
    public enum Mode {
        /** It is left out, as in the paper's theorem: NP in [0, sqrt(rows + columns - 1)], 0 where all weights are as large. */
        PAPER,
        /** It counts as the point (1, 0), as in the authors' code: 1 more under the root, so that NP lies in [1, sqrt(rows + columns)]. */
        OFFICIAL
    }

    private NeuralPersistence() {}

    /**
     * Of all dense layers and convolutions of a network.
     *
     * @throws IllegalArgumentException if it has none, all their weights are zero, or one is not finite
     */
    public static NetworkPersistence of(StateDict weights, Mode mode) {
        List<LayerMatrix> layers = LayerMatrix.of(weights.layout());
        float[] flat = weights.toArray();
        double largest = 0;
        for (LayerMatrix layer : layers) {
            for (int i = layer.offset(); i < layer.offset() + layer.weights(); i++) {
                largest = Math.max(largest, Math.abs(flat[i]));
            }
        }
        if (largest == 0) {
            throw new IllegalArgumentException("all weights are zero, so that none is the largest to divide by");
        }
        double scale = largest;
        return new NetworkPersistence(
                mode,
                largest,
                layers.stream()
                        .map(layer -> of(SpanningForest.of(layer, flat), flat, scale, mode))
                        .toList());
    }

    private static LayerPersistence of(SpanningForest tree, float[] flat, double largest, Mode mode) {
        double squares = mode == Mode.OFFICIAL ? 1 : 0;
        for (int edge : tree.edges()) {
            double lifetime = 1 - Math.abs(flat[edge]) / largest;
            squares += lifetime * lifetime;
        }
        LayerMatrix layer = tree.layer();
        double value = Math.sqrt(squares);
        // The authors' code divides by the same root in its own mode, where a value may therefore exceed 1 by a little.
        return new LayerPersistence(
                layer.name(), layer.rows(), layer.columns(), value, value / Math.sqrt(layer.treeEdges()));
    }
}
