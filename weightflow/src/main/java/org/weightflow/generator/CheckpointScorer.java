package org.weightflow.generator;

import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.PopulationPredictor;

/** What the networks that a checkpoint samples are worth: their mean task accuracy on validation data, never on test data. */
@FunctionalInterface
public interface CheckpointScorer {
    /** @return the mean accuracy, in [0, 1] */
    double meanAccuracy(List<StateDict> networks);

    /** The mean accuracy on the given examples. */
    static CheckpointScorer on(Architecture architecture, Examples validation) {
        PopulationPredictor predictor = new PopulationPredictor(architecture);
        return networks -> {
            double[] sum = {0};
            predictor.predict(
                    networks.size(),
                    networks::get,
                    validation,
                    (network, logits) -> sum[0] += Classification.accuracy(
                            Predictions.ofLogits(logits, 0, validation.count(), validation.classes()),
                            validation.labels()));
            return sum[0] / networks.size();
        };
    }
}
