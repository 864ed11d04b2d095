package org.weightflow.generator.evaluation.outlier;

import org.weightflow.networks.metrics.Detection;

/**
 * How well an ensemble tells test examples from outliers, by two scores of its mean probabilities p.
 *
 * @param confidence by max_c p_c
 * @param entropy    by minus the predictive entropy, sum_c p_c log p_c
 */
public record OutlierReport(Detection confidence, Detection entropy) {
    static final OutlierReport UNKNOWN =
            new OutlierReport(new Detection(Double.NaN, Double.NaN), new Detection(Double.NaN, Double.NaN));
}
