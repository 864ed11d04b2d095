package org.weightflow.generator.codes;

import java.util.Arrays;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;

/**
 * The law of the codes of fresh, untrained networks. A fresh network is w = m + V^1/2 e with independent e, so its code
 * {@code S^-1 C (w - mean)} has the mean {@code S^-1 C (m - mean)} and the covariance {@code S^-1 C V C^T S^-1}.
 * <p>With a normal initialisation the codes are exactly Gaussian; with a uniform one they have these moments, and are as good as
 * Gaussian, being sums of all weights.
 */
public final class FreshNetworks {
    private final CodeSpace space;
    /** Of each entry of the layout; NaN where it has no part in codes. */
    private final double[] variances;

    private final double[][] covariance;
    /** The mean and each direction in the stretch of columns at hand. */
    private final Stretch[] stretch;

    private static final class Stretch {
        private float[] values = new float[0];
        private int count;

        void add(float[] more, int size) {
            values = Arrays.copyOf(values, Math.max(values.length, count + size));
            System.arraycopy(more, 0, values, count, size);
            count += size;
        }
    }

    private FreshNetworks(CodeSpace space, Initialisation initialisation) {
        this.space = space;
        Layout layout = space.layout();
        this.variances = new double[layout.entries().size()];
        Arrays.fill(variances, Double.NaN);
        for (int j = 0; j < space.dimensions(); j++) {
            for (Layout.Entry entry : space.entries(j).layout().entries()) {
                int e = layout.indexOf(entry.name());
                double deviation = initialisation.deviation(layout, e);
                variances[e] = deviation * deviation;
            }
        }
        this.covariance = new double[space.dimensions()][space.dimensions()];
        this.stretch = new Stretch[1 + space.dimensions()];
        Arrays.setAll(stretch, which -> new Stretch());
    }

    /**
     * The source that they are; two passes over the basis or the zoo, and O(k^2 D) products.
     *
     * @param initialisation how networks of the space's layout are begun
     */
    public static Source source(CodeSpace space, Initialisation initialisation) {
        FreshNetworks fresh = new FreshNetworks(space, initialisation);
        fresh.sum();
        return Source.ofCovariance(space.encode(initialisation.mean(space.layout())), fresh.covariance);
    }

    private void sum() {
        // The stretch of the mean comes first in each part and is the sign that the one before is complete; of it the
        // variances
        // are kept, in the place of the values.
        space.directions((which, entry, first, values, count) -> {
            if (Double.isNaN(variances[entry])) {
                return;
            }
            if (which == 0 && stretchIsComplete()) {
                addStretch();
            }
            if (which == 0) {
                float[] own = new float[count];
                Arrays.fill(own, (float) variances[entry]);
                stretch[0].add(own, count);
            } else {
                stretch[which].add(values, count);
            }
        });
        addStretch();
        double[] scale = space.scale();
        for (int i = 0; i < scale.length; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] /= scale[i] * scale[j];
                covariance[j][i] = covariance[i][j];
            }
        }
    }

    private boolean stretchIsComplete() {
        for (int which = 1; which < stretch.length; which++) {
            if (stretch[which].count > 0) {
                return true;
            }
        }
        return false;
    }

    private void addStretch() {
        for (int i = 0; i < covariance.length; i++) {
            for (int j = 0; j <= i; j++) {
                if (stretch[1 + i].count > 0 && stretch[1 + j].count > 0) {
                    covariance[i][j] += weighted(stretch[0], stretch[1 + i], stretch[1 + j]);
                }
            }
        }
        for (Stretch each : stretch) {
            each.count = 0;
        }
    }

    private static double weighted(Stretch variance, Stretch a, Stretch b) {
        double sum = 0;
        for (int d = 0; d < variance.count; d++) {
            sum += (double) variance.values[d] * a.values[d] * b.values[d];
        }
        return sum;
    }
}
