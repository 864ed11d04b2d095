package org.weightflow.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.regression.LayerRegression;
import org.weightflow.generator.regression.RegressionConfig;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Training images for fitting the layers of samples, and what the members' layers made of them, found once for each setting. */
final class Calibration {
    private final Examples training;
    private final Map<RegressionConfig, LayerRegression> found = new HashMap<>();

    /** @param training never images that accuracy is measured on */
    Calibration(Examples training) {
        this.training = training;
    }

    synchronized LayerRegression regression(
            Architecture architecture,
            int members,
            IntFunction<StateDict> weights,
            RegressionConfig config,
            Seed seed) {
        return found.computeIfAbsent(
                config, asked -> LayerRegression.of(architecture, members, weights, training, asked, seed));
    }
}
