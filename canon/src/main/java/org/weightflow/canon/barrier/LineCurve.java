package org.weightflow.canon.barrier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Loss and error at equally spaced points of a line, t = 0, 1 / (T - 1), ..., 1, on one set of examples.
 *
 * @param data  the name of the examples
 * @param loss  mean cross-entropy in nats at each point
 * @param error fraction of wrong predictions at each point
 */
public record LineCurve(String data, List<Double> loss, List<Double> error) {
    public LineCurve {
        loss = List.copyOf(loss);
        error = List.copyOf(error);
        if (loss.size() != error.size() || loss.size() < 2) {
            throw new IllegalArgumentException("a curve of " + loss.size() + " losses and " + error.size()
                    + " errors does not have both at two points or more");
        }
    }

    /** Where on the line a point lies, from 0 to 1. */
    public double position(int point) {
        return point / (double) (loss.size() - 1);
    }

    /** The barrier of the loss, in nats; see {@link LossBarrier} for its definition. */
    public double lossBarrier() {
        return barrier(loss);
    }

    /** The barrier of the error, a fraction. */
    public double errorBarrier() {
        return barrier(error);
    }

    /** The same line from its other end. */
    LineCurve reversed() {
        return new LineCurve(data, reversed(loss), reversed(error));
    }

    /** The largest v(t) - ((1 - t) v(0) + t v(1)), which is 0 at both ends. */
    private static double barrier(List<Double> values) {
        int last = values.size() - 1;
        double start = values.get(0);
        double rise = values.get(last) - start;
        double highest = 0;
        for (int i = 1; i < last; i++) {
            highest = Math.max(highest, values.get(i) - (start + i * rise / last));
        }
        return highest;
    }

    private static List<Double> reversed(List<Double> values) {
        List<Double> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        return reversed;
    }
}
