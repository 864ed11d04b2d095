package org.weightflow.generator.flow.kernel;

/** y = a + b; both get y's gradient. */
final class SumLayer extends Layer {
    private final Units first;
    private final Units second;
    private final Units out;

    SumLayer(Units first, Units second, Units out) {
        this.first = first;
        this.second = second;
        this.out = out;
    }

    @Override
    void forward(RowPart part) {
        float[] a = first.values();
        float[] b = second.values();
        float[] y = out.values();
        for (int i = part.from() * out.width(); i < part.to() * out.width(); i++) {
            y[i] = a[i] + b[i];
        }
    }

    @Override
    void backward(RowPart part) {
        int start = part.from() * out.width();
        int count = part.rows() * out.width();
        System.arraycopy(out.gradients(), start, first.gradients(), start, count);
        System.arraycopy(out.gradients(), start, second.gradients(), start, count);
    }
}
