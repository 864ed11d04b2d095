package org.weightflow.pruning.persistence;

import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * How much of each layer's maximum spanning tree a mask keeps, against what a random mask with as many weights in each layer would.
 * <p>Of t edges among n weights of which the mask keeps k, chance keeps a hypergeometric number: mean t k / n, variance
 * {@code t (k/n) (1 - k/n) (n - t) / (n - 1)}. Layers are independent, so that means and variances add up.
 *
 * @param layers those that may be pruned, in the order of the layout
 * @see <a href="https://arxiv.org/abs/2206.06563">Balwani and Krzyston (2022)</a>
 */
public record TreeRetention(List<Layer> layers) {
    /**
     * One layer.
     *
     * @param edges         t, of its spanning tree
     * @param retainedEdges those that the mask keeps
     * @param weights       n
     * @param kept          k
     */
    public record Layer(String name, int edges, int retainedEdges, int weights, int kept) {
        /** The share of the tree that the mask keeps, in [0, 1]. */
        public double share() {
            return retainedEdges / (double) edges;
        }

        /** The share that chance keeps in the mean: the layer's density. */
        public double chance() {
            return kept / (double) weights;
        }

        private double expectedEdges() {
            return edges * chance();
        }

        private double variance() {
            return weights == 1 ? 0 : edges * chance() * (1 - chance()) * (weights - edges) / (double) (weights - 1);
        }
    }

    public TreeRetention {
        layers = List.copyOf(layers);
        Check.atLeast("layers that may be pruned", layers.size(), 1);
    }

    /**
     * @param weights whose trees they are, such as those of the dense network that was pruned
     * @throws IllegalArgumentException if the mask is of another layout, or no layer may be pruned
     */
    public static TreeRetention of(StateDict weights, Mask mask) {
        weights.layout().requireSame(mask.layout(), "the mask");
        float[] flat = weights.toArray();
        BitSet kept = mask.toBitSet();
        return new TreeRetention(LayerMatrix.of(weights.layout()).stream()
                .filter(LayerMatrix::prunable)
                .map(layer -> {
                    BitSet edges = SpanningForest.of(layer, flat).toBitSet();
                    edges.and(kept);
                    return new Layer(
                            layer.name(),
                            layer.treeEdges(),
                            edges.cardinality(),
                            layer.weights(),
                            mask.kept(layer.entry()));
                })
                .toList());
    }

    /** The share of all trees' edges that the mask keeps, in [0, 1]. */
    public double share() {
        return retainedEdges() / (double) edges();
    }

    /** The share that chance keeps in the mean. */
    public double chance() {
        return expectedEdges() / edges();
    }

    /** How many standard deviations of chance the kept edges lie above its mean; 0 where chance has only one outcome. */
    public double deviations() {
        double variance = layers.stream().mapToDouble(Layer::variance).sum();
        return variance == 0 ? 0 : (retainedEdges() - expectedEdges()) / Math.sqrt(variance);
    }

    private double expectedEdges() {
        return layers.stream().mapToDouble(Layer::expectedEdges).sum();
    }

    private long retainedEdges() {
        return layers.stream().mapToLong(Layer::retainedEdges).sum();
    }

    private long edges() {
        return layers.stream().mapToLong(Layer::edges).sum();
    }
}
