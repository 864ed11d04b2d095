package org.weightflow.bayes.variational;

import org.weightflow.bayes.Posterior;

/** How far posteriors are from a prior. */
public final class Divergence {
    private Divergence() {}

    /** The sum over all weights that are no points of KL(posterior || prior), in nats; pruned weights take no part. */
    public static double of(Posterior posterior, Prior prior) {
        float[] means = posterior.mean().toArray();
        float[] deviations = posterior.deviation().toArray();
        double sum = 0;
        for (int i = 0; i < means.length; i++) {
            sum += deviations[i] > 0 ? prior.divergence(means[i], deviations[i]) : 0;
        }
        return sum;
    }
}
