package org.weightflow.generator.flow.kernel;

/** A layer that treats each token of a row as a row of its own. */
final class TokenwiseLayer extends Layer {
    private final Layer layer;
    private final RowPart[] parts;

    /** @param parts the parts of the rows, counted in tokens, to which {@code layer} was made */
    TokenwiseLayer(Layer layer, RowPart[] parts) {
        this.layer = layer;
        this.parts = parts;
    }

    @Override
    void refresh() {
        layer.refresh();
    }

    @Override
    void forward(RowPart part) {
        layer.forward(parts[part.index()]);
    }

    @Override
    void backward(RowPart part) {
        layer.backward(parts[part.index()]);
    }
}
