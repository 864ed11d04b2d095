package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Layout;

/** Brings the arrays of one network's hidden signals, as {@link Execution} makes them, to rows of units for a listener. */
final class SignalRows implements Consumer<NDArray> {
    private final Layout signals;
    private final HiddenSignals.Listener listener;
    private int next;

    SignalRows(Layout signals, HiddenSignals.Listener listener) {
        this.signals = signals;
        this.listener = listener;
    }

    @Override
    public void accept(NDArray values) {
        int signal = next++;
        listener.onSignal(signal, rows(values, signals.entry(signal)));
    }

    /** From features {@code [1, B, units * wide]}, tokens {@code [1, B, T, units]} or images {@code [B, units, H, W]}. */
    private static NDArray rows(NDArray values, Layout.Entry signal) {
        int units = signal.shape().get(0);
        int positions = signal.shape().get(1);
        Shape shape = values.getShape();
        boolean tokens =
                shape.dimension() == 4 && shape.get(0) == 1 && shape.get(2) == positions && shape.get(3) == units;
        if (tokens) {
            return values.reshape(-1, units);
        }
        return shape.dimension() == 4
                ? values.transpose(0, 2, 3, 1).reshape(-1, units)
                : values.reshape(-1, units, positions).transpose(0, 2, 1).reshape(-1, units);
    }
}
