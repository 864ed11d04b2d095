package org.weightflow.generator.flow.kernel;

/** The units of both, one behind the other. */
final class JoinLayer extends Layer {
    private final Units first;
    private final Units second;
    private final Units out;

    JoinLayer(Units first, Units second, Units out) {
        this.first = first;
        this.second = second;
        this.out = out;
    }

    @Override
    void forward(RowPart part) {
        for (int row = part.from(); row < part.to(); row++) {
            put(first, row, 0);
            put(second, row, first.width());
        }
    }

    private void put(Units units, int row, int at) {
        System.arraycopy(units.values(), row * units.width(), out.values(), row * out.width() + at, units.width());
    }

    @Override
    void backward(RowPart part) {
        for (int row = part.from(); row < part.to(); row++) {
            take(first, row, 0);
            take(second, row, first.width());
        }
    }

    private void take(Units units, int row, int at) {
        if (units.isDifferentiable()) {
            System.arraycopy(
                    out.gradients(), row * out.width() + at, units.gradients(), row * units.width(), units.width());
        }
    }
}
