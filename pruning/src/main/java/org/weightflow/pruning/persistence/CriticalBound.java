package org.weightflow.pruning.persistence;

import java.util.List;
import org.weightflow.networks.Layout;

/**
 * How far a network may be pruned at most if the 0-dimensional homology of each layer is to stay as it is: all but the edges of a
 * spanning tree, rows + columns - 1 a layer, whatever the weights. LeNet-300-100 keeps 1,591 of 266,200 weights, a sparsity of
 * 99.40 %.
 *
 * @param layers those that may be pruned, in the order of the layout
 * @see <a href="https://arxiv.org/abs/2206.06563">Balwani and Krzyston (2022)</a>
 */
public record CriticalBound(List<Layer> layers) {
    /**
     * The bound of one layer.
     *
     * @param edges   weights that are needed
     * @param weights all of its weights
     */
    public record Layer(String name, int edges, int weights) {
        /** The largest sparsity, a fraction of the weights. */
        public double sparsity() {
            return 1 - edges / (double) weights;
        }
    }

    public CriticalBound {
        layers = List.copyOf(layers);
    }

    /** @throws IllegalArgumentException if the layout has neither dense layers nor convolutions */
    public static CriticalBound of(Layout layout) {
        return new CriticalBound(LayerMatrix.of(layout).stream()
                .filter(LayerMatrix::prunable)
                .map(layer -> new Layer(layer.name(), layer.treeEdges(), layer.weights()))
                .toList());
    }

    /** Weights that are needed in all. */
    public long edges() {
        return layers.stream().mapToLong(Layer::edges).sum();
    }

    /** Weights of all layers that may be pruned. */
    public long weights() {
        return layers.stream().mapToLong(Layer::weights).sum();
    }

    /** The largest sparsity of the network, a fraction of these weights; 0 where nothing may be pruned. */
    public double sparsity() {
        return weights() == 0 ? 0 : 1 - edges() / (double) weights();
    }
}
