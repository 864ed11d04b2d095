package org.weightflow.pruning.score;

import java.util.BitSet;
import java.util.function.IntToDoubleFunction;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** One network as scores see it: its values in float64, pruned ones at zero, and which of them may be pruned next. */
final class Candidates {
    private final Layout layout;
    private final double[] point;
    private final BitSet candidates;

    private Candidates(Layout layout, double[] point, BitSet candidates) {
        this.layout = layout;
        this.point = point;
        this.candidates = candidates;
    }

    static Candidates of(ScoringData data, StateDict weights, Mask mask) {
        Layout layout = data.architecture().layout();
        layout.requireSame(weights.layout(), "the weights to score");
        layout.requireSame(mask.layout(), "the mask");
        float[] flat = mask.apply(weights).toArray();
        double[] point = new double[flat.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = flat[i];
        }
        BitSet candidates = mask.toBitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).prunable()) {
                candidates.clear(layout.offset(e), layout.offset(e + 1));
            }
        }
        return new Candidates(layout, point, candidates);
    }

    Layout layout() {
        return layout;
    }

    /** The flat vector: the inner array, to be read only. */
    double[] point() {
        return point;
    }

    /** The vector with zeros for all that is no candidate. */
    double[] only(double[] vector) {
        double[] restricted = new double[vector.length];
        candidates.stream().forEach(i -> restricted[i] = vector[i]);
        return restricted;
    }

    /**
     * The scores of candidates, by their index.
     *
     * @param name of the score, for the message
     * @throws ArithmeticException if one is not finite
     */
    double[] scores(String name, IntToDoubleFunction score) {
        double[] scores = new double[point.length];
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            scores[i] = score.applyAsDouble(i);
            if (!Double.isFinite(scores[i])) {
                int entry = layout.entryAt(i);
                throw new ArithmeticException(layout.entry(entry).name() + ": the " + name + " score of value "
                        + (i - layout.offset(entry)) + ", which is " + point[i] + ", is " + scores[i]
                        + "; the weights are not finite or too large for the network to be differentiated");
            }
        }
        return scores;
    }
}
