package org.weightflow.bayes.variational;

import java.util.BitSet;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * The standard deviations that variational networks start from.
 *
 * @param kind  the formula
 * @param scale its number
 */
public record DeviationRule(Kind kind, double scale) {
    /** Moped gives weights of 0 this deviation instead of none. */
    private static final double LEAST = 1e-6;

    /** How deviations follow from a network. */
    public enum Kind {
        /** scale, everywhere. */
        CONSTANT,
        /** scale / sqrt(fan-in): that share of the scale that weights are drawn with. */
        KAIMING,
        /**
         * scale |w|, and at least 1e-6: that share of each weight of a trained network.
         *
         * @see <a href="https://arxiv.org/abs/1906.05323">Krishnan, Subedar and Tickoo (2020), MOPED</a>
         */
        MOPED
    }

    public DeviationRule {
        Check.positive("scale", scale);
    }

    /** One per cent of the Kaiming scale. */
    public static DeviationRule defaults() {
        return new DeviationRule(Kind.KAIMING, 0.01);
    }

    /** A posterior about a network. */
    public Posterior about(StateDict network, Mask mask) {
        Layout layout = network.layout();
        float[] values = network.toArray();
        BitSet kept = mask.toBitSet();
        float[] deviations = new float[values.length];
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            if (!GaussianWeights.isGaussian(entry)) {
                continue;
            }
            double fanIn = entry.size() / (double) entry.shape().get(0);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                deviations[i] = kept.get(i)
                        ? (float)
                                switch (kind) {
                                    case CONSTANT -> scale;
                                    case KAIMING -> scale / Math.sqrt(fanIn);
                                    case MOPED -> Math.max(LEAST, scale * Math.abs(values[i]));
                                }
                        : 0;
            }
        }
        return Posterior.masked(network, StateDict.of(layout, deviations), mask);
    }
}
