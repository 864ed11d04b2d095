package org.weightflow.generator.flow.kernel;

/** One token of each row. Every token must be taken by one such layer, or what is left of the gradient is of an earlier step. */
final class TokenLayer extends Layer {
    private final Units in;
    private final Units out;
    private final int token;
    private final int tokens;

    TokenLayer(Units in, Units out, int token, int tokens) {
        this.in = in;
        this.out = out;
        this.token = token;
        this.tokens = tokens;
    }

    @Override
    void forward(RowPart part) {
        int width = in.width();
        for (int row = part.from(); row < part.to(); row++) {
            System.arraycopy(in.values(), (row * tokens + token) * width, out.values(), row * width, width);
        }
    }

    @Override
    void backward(RowPart part) {
        int width = in.width();
        for (int row = part.from(); row < part.to(); row++) {
            System.arraycopy(out.gradients(), row * width, in.gradients(), (row * tokens + token) * width, width);
        }
    }
}
