package org.weightflow.generator.flow.kernel;

/** y = f(x) d with dropout factors d, or without them. */
final class ActivationLayer extends Layer {
    private final SmoothFunction function;
    private final Units in;
    private final Units out;
    /** Null for none. */
    private final DropoutFactors dropout;

    private final float[] slopes;
    /** One for each part of the rows. */
    private final SmoothFunction.Scratch[] scratch;

    ActivationLayer(SmoothFunction function, Units in, Units out, DropoutFactors dropout, int parts) {
        this.function = function;
        this.in = in;
        this.out = out;
        this.dropout = dropout;
        this.slopes = new float[in.values().length];
        this.scratch = new SmoothFunction.Scratch[parts];
        for (int p = 0; p < parts; p++) {
            scratch[p] = new SmoothFunction.Scratch();
        }
    }

    @Override
    void forward(RowPart part) {
        int from = part.from() * in.width();
        int to = part.to() * in.width();
        function.apply(in.values(), out.values(), slopes, from, to, scratch[part.index()]);
        if (dropout != null) {
            multiply(out.values(), slopes, dropout.current(), from, to);
        }
    }

    private static void multiply(float[] values, float[] slopes, float[] factors, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] *= factors[i];
            slopes[i] *= factors[i];
        }
    }

    @Override
    void backward(RowPart part) {
        float[] from = out.gradients();
        float[] to = in.gradients();
        for (int i = part.from() * in.width(); i < part.to() * in.width(); i++) {
            to[i] = from[i] * slopes[i];
        }
    }
}
