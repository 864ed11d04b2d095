package org.weightflow.generator.evaluation;

import java.util.List;
import java.util.Map;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;

/**
 * What every series of an evaluation is held against.
 *
 * @param outliers by name; empty for none
 * @param seed     root of every draw
 */
record Scene(
        Architecture architecture,
        EvaluationConfig config,
        EvaluationListener listener,
        ZooFrame frame,
        Examples test,
        Map<String, Examples> outliers,
        Seed seed) {
    /** The same without what a level of the frontier does not need. */
    Scene forLevels() {
        return new Scene(
                architecture,
                config.withEnsembleSizes(List.of()),
                (series, done, members) -> listener.onNetworks("frontier " + series, done, members),
                frame,
                test,
                Map.of(),
                seed);
    }
}
