package org.weightflow.pruning.persistence;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;

/**
 * A layer as a complete bipartite graph: a vertex for each row and each column of its weights, an edge for each weight.
 * <p>A dense layer {@code [out, in]} is the graph of its units. A convolution {@code [out, in, k, k]} is taken as the matrix
 * {@code [out, in * k * k]} that multiplies unfolded patches, so that a column is an offset in an input channel. That is our own
 * choice: Rieck et al. (2019) look at dense layers, and the graph of all pixels would hold each weight many times.
 *
 * @param entry    position in the layout
 * @param offset   of its first weight in the flat vector; weight (i, j) lies at {@code offset + i * columns + j}
 * @param prunable whether pruning may mask its weights
 */
public record LayerMatrix(String name, int entry, int offset, int rows, int columns, boolean prunable) {
    private static final int DENSE = 2;
    private static final int CONVOLUTION = 4;

    public LayerMatrix {
        Check.atLeast(name + ": rows", rows, 1);
        Check.atLeast(name + ": columns", columns, 1);
    }

    /**
     * The dense layers and convolutions of a layout, in its order. Biases, normalisation and embeddings are none.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static List<LayerMatrix> of(Layout layout) {
        List<LayerMatrix> layers = new ArrayList<>();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            int rank = entry.shape().size();
            if (entry.kind() == Layout.Kind.WEIGHT && (rank == DENSE || rank == CONVOLUTION)) {
                int rows = entry.shape().get(0);
                int columns = rows == 0 ? 0 : entry.size() / rows;
                layers.add(new LayerMatrix(entry.name(), e, layout.offset(e), rows, columns, entry.prunable()));
            }
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("the layout has no weights of a dense layer or a convolution");
        }
        return List.copyOf(layers);
    }

    /** Vertices: rows and columns. */
    public int vertices() {
        return rows + columns;
    }

    /** Edges of every spanning tree. */
    public int treeEdges() {
        return vertices() - 1;
    }

    /** Edges: weights. */
    public int weights() {
        return rows * columns;
    }
}
