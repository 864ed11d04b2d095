package org.weightflow.bayes.comparison;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.metrics.Quality;

/**
 * How one kind of predictor does; where there are several of the kind, one value each.
 *
 * @param name             of the kind
 * @param networks         that vote on each example: passes through the network
 * @param parameters       numbers that have to be stored: kept values of all networks, or means and deviations
 * @param quality          on the test examples
 * @param scaled           the same after temperature scaling on the validation examples
 * @param temperatures     that scaling found; above 1 where the predictor was too sure
 * @param auroc            for each set of outliers how well the entropy of the prediction tells them from the test examples, in [0, 1]
 * @param diagram          the reliability diagram of the first predictor
 * @param facts            what is known of this kind alone, mean over predictors, such as the largest split R-hat of chains or the
 *                         novelty r of generated networks; what is not finite is left out, as is R-hat of chains that never moved
 * @param searchSeconds    that finding what is trained took, for one predictor
 * @param trainingSeconds  that training took after that, for one predictor
 * @param inferenceSeconds that predicting the test examples took, for one predictor
 */
public record UncertaintyRow(
        String name,
        int networks,
        long parameters,
        List<Quality> quality,
        List<Quality> scaled,
        List<Double> temperatures,
        Map<String, List<Double>> auroc,
        List<DiagramPoint> diagram,
        Map<String, Double> facts,
        double searchSeconds,
        double trainingSeconds,
        double inferenceSeconds) {
    public UncertaintyRow {
        quality = List.copyOf(quality);
        scaled = List.copyOf(scaled);
        temperatures = List.copyOf(temperatures);
        auroc = Collections.unmodifiableMap(new LinkedHashMap<>(auroc));
        diagram = List.copyOf(diagram);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The mean over predictors. */
    public double mean(ToDoubleFunction<Quality> what) {
        return Spread.mean(quality, what);
    }

    /** The mean over predictors, after temperature scaling. */
    public double meanScaled(ToDoubleFunction<Quality> what) {
        return Spread.mean(scaled, what);
    }

    /** Standard deviation between predictors (n - 1); NaN for one. */
    public double deviation(ToDoubleFunction<Quality> what) {
        return Spread.deviation(quality, what);
    }
}
