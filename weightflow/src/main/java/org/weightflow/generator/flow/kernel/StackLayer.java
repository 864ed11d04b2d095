package org.weightflow.generator.flow.kernel;

import java.util.List;

/** Units of one width as the tokens of each row. */
final class StackLayer extends Layer {
    private final List<Units> tokens;
    private final Units out;

    StackLayer(List<Units> tokens, Units out) {
        this.tokens = tokens;
        this.out = out;
    }

    @Override
    void forward(RowPart part) {
        int width = out.width();
        for (int row = part.from(); row < part.to(); row++) {
            for (int t = 0; t < tokens.size(); t++) {
                System.arraycopy(
                        tokens.get(t).values(), row * width, out.values(), (row * tokens.size() + t) * width, width);
            }
        }
    }

    @Override
    void backward(RowPart part) {
        int width = out.width();
        for (int row = part.from(); row < part.to(); row++) {
            for (int t = 0; t < tokens.size(); t++) {
                System.arraycopy(
                        out.gradients(),
                        (row * tokens.size() + t) * width,
                        tokens.get(t).gradients(),
                        row * width,
                        width);
            }
        }
    }
}
