package org.weightflow.bayes.comparison;

import java.util.List;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Reliability;

/**
 * A bin of a reliability diagram that is not empty.
 *
 * @param confidence mean probability of the predicted class, in [0, 1]
 * @param accuracy   share of right predictions, in [0, 1]
 * @param count      examples
 */
public record DiagramPoint(double confidence, double accuracy, int count) {
    /** The bins of the predicted class, {@value Reliability#BINS} of equal width. */
    static List<DiagramPoint> of(Predictions predictions, int[] labels) {
        return Reliability.ofEqualWidth(predictions, labels, Reliability.BINS).bins().stream()
                .filter(bin -> bin.count() > 0)
                .map(bin -> new DiagramPoint(bin.confidence(), bin.accuracy(), bin.count()))
                .toList();
    }
}
