package org.weightflow.generator.flow.kernel;

/** Some columns of what a network reads, which has no gradient. */
final class ColumnsLayer extends Layer {
    private final Units in;
    private final Units out;
    private final int first;

    ColumnsLayer(Units in, Units out, int first) {
        this.in = in;
        this.out = out;
        this.first = first;
    }

    @Override
    void forward(RowPart part) {
        for (int row = part.from(); row < part.to(); row++) {
            System.arraycopy(in.values(), row * in.width() + first, out.values(), row * out.width(), out.width());
        }
    }

    @Override
    void backward(RowPart part) {}
}
