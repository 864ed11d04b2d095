package org.weightflow.pruning.persistence;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The maximum spanning forest of a layer's graph, whose edges weigh |w|.
 * <p>Kruskal's algorithm: edges from the largest to the smallest, each taken that joins two components; among equal ones the lower
 * index first. Where several forests weigh the same, their sorted weights are the same too. Cost O(E log E) for E weights, and 8
 * bytes for each while they are sorted.
 *
 * @see <a href="https://doi.org/10.1090/S0002-9939-1956-0078686-7">Kruskal (1956)</a>
 */
public final class SpanningForest {
    private static final long LARGEST_BITS = Integer.MAX_VALUE;

    private final LayerMatrix layer;
    private final int[] edges;

    private SpanningForest(LayerMatrix layer, int[] edges) {
        this.layer = layer;
        this.edges = edges;
    }

    /** The tree over all weights of the layer, zeros among them. */
    public static SpanningForest of(LayerMatrix layer, float[] flat) {
        BitSet all = new BitSet();
        all.set(layer.offset(), layer.offset() + layer.weights());
        return of(layer, flat, all);
    }

    /**
     * The forest over the weights that are present: a tree if they connect all rows and columns.
     *
     * @param flat    a flat vector of the layer's layout
     * @param present bits over the flat vector; those of other layers are not looked at
     * @throws IllegalArgumentException naming the first present weight that is not finite
     */
    public static SpanningForest of(LayerMatrix layer, float[] flat, BitSet present) {
        UnionFind components = new UnionFind(layer.vertices());
        int[] edges = new int[layer.treeEdges()];
        int count = 0;
        for (long key : descending(layer, flat, present)) {
            int index = (int) key;
            int weight = index - layer.offset();
            if (components.unite(weight / layer.columns(), layer.rows() + weight % layer.columns())) {
                edges[count++] = index;
                if (count == edges.length) {
                    break;
                }
            }
        }
        return new SpanningForest(layer, Arrays.copyOf(edges, count));
    }

    /** Indices of the weights present in the lower half of each key, in decreasing |w|; without its sign a float's bits are its order. */
    private static long[] descending(LayerMatrix layer, float[] flat, BitSet present) {
        int end = layer.offset() + layer.weights();
        long[] keys = new long[present.get(layer.offset(), end).cardinality()];
        int next = 0;
        for (int i = present.nextSetBit(layer.offset()); i >= 0 && i < end; i = present.nextSetBit(i + 1)) {
            if (!Float.isFinite(flat[i])) {
                throw new IllegalArgumentException(
                        layer.name() + ": value " + (i - layer.offset()) + " is " + flat[i] + ", not finite");
            }
            keys[next++] = (LARGEST_BITS - Float.floatToIntBits(Math.abs(flat[i]))) << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        return keys;
    }

    public LayerMatrix layer() {
        return layer;
    }

    /** Where the edges lie in the flat vector, the largest first. */
    public int[] edges() {
        return edges.clone();
    }

    /** The edges as bits over the flat vector. */
    public BitSet toBitSet() {
        BitSet bits = new BitSet();
        for (int edge : edges) {
            bits.set(edge);
        }
        return bits;
    }

    /** Connected components, single vertices among them. */
    public int components() {
        return layer.vertices() - edges.length;
    }
}
