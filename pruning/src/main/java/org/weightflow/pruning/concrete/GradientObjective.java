package org.weightflow.pruning.concrete;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.Gradient;
import org.weightflow.networks.gradient.HessianProduct;
import org.weightflow.networks.gradient.NetworkGradient;

/**
 * The objectives that are functions of the sparse network's gradient h = dL(m * W) / dW = m * g, g being the loss's gradient at m * W.
 * <p>With c = dJ / dh and H the Hessian of L at m * W,
 * <pre>dJ / dm = c * g + W * (H (m * c)),</pre>
 * where {@link HessianProduct} takes the product by a central difference of gradients in float64. Where the network has ReLU, that is
 * what differentiating twice gives: how units switch on or off does not enter.
 */
final class GradientObjective {
    private final NetworkGradient networks;
    private final Layout layout;
    private final Objective objective;
    /** Entries that have gates. */
    private final int[] gatedEntries;

    GradientObjective(Architecture architecture, Objective objective, BitSet gated) {
        this.networks = new NetworkGradient(architecture, NetworkGradient.Statistics.BATCH);
        this.layout = architecture.layout();
        this.objective = objective;
        IntPredicate hasGates =
                e -> !gated.get(layout.offset(e), layout.offset(e + 1)).isEmpty();
        this.gatedEntries =
                IntStream.range(0, layout.entries().size()).filter(hasGates).toArray();
    }

    /**
     * J and dJ / dm.
     *
     * @param weights   W, flat
     * @param reference the dense network's weights, flat
     * @param gates     m, flat; 1 where there is no gate
     */
    Gradient at(double[] weights, double[] reference, double[] gates, Examples batch) {
        DifferentiableFunction loss = networks.crossEntropy(batch);
        double[] effective = product(gates, weights);
        double[] g = loss.at(effective).derivatives();
        double[] h = product(gates, g);
        double[] c = new double[h.length];
        double value = objective == Objective.GRADIENT_NORM
                ? negativeNorm(h, c)
                : mismatch(h, loss.at(reference).derivatives(), c);
        double[] curvature = HessianProduct.of(loss, effective, product(gates, c));
        double[] derivatives = product(c, g);
        for (int i = 0; i < derivatives.length; i++) {
            derivatives[i] += weights[i] * curvature[i];
        }
        return new Gradient(value, derivatives);
    }

    /** -||h||, with its derivatives written to {@code c}; none at h = 0. */
    private static double negativeNorm(double[] h, double[] c) {
        double sum = 0;
        for (double value : h) {
            sum += value * value;
        }
        double norm = Math.sqrt(sum);
        for (int i = 0; i < h.length && norm > 0; i++) {
            c[i] = -h[i] / norm;
        }
        return -norm;
    }

    /** The mean over the gated entries of 2 (1 - r), r the correlation of h and d; r is 0 where either is constant. */
    private double mismatch(double[] h, double[] d, double[] c) {
        double sum = 0;
        for (int e : gatedEntries) {
            int from = layout.offset(e);
            int to = layout.offset(e + 1);
            double hMean = mean(h, from, to);
            double dMean = mean(d, from, to);
            double hh = moment(h, hMean, h, hMean, from, to);
            double dd = moment(d, dMean, d, dMean, from, to);
            if (hh == 0 || dd == 0) {
                sum += 2;
                continue;
            }
            double length = Math.sqrt(hh);
            double r = moment(h, hMean, d, dMean, from, to) / (length * Math.sqrt(dd));
            sum += 2 * (1 - r);
            for (int i = from; i < to; i++) {
                double slope = ((d[i] - dMean) / Math.sqrt(dd) - r * (h[i] - hMean) / length) / length;
                c[i] = -2 * slope / gatedEntries.length;
            }
        }
        return sum / gatedEntries.length;
    }

    private static double mean(double[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum / (to - from);
    }

    /** Sum of (x - xMean)(y - yMean). */
    private static double moment(double[] x, double xMean, double[] y, double yMean, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (x[i] - xMean) * (y[i] - yMean);
        }
        return sum;
    }

    private static double[] product(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }
}
