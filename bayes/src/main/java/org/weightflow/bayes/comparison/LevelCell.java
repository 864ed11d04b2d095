package org.weightflow.bayes.comparison;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.metrics.Quality;

/**
 * What one method reaches at one level, one value a member.
 *
 * @param method          what it is called in this comparison
 * @param level           of iterative pruning; 0 is unpruned
 * @param kept            values of the prunable entries that every mask keeps
 * @param density         {@code kept} over all prunable values
 * @param layers          the mean kept fraction of each prunable entry
 * @param quality         on the test examples, of the mean prediction of the draws of a posterior, or of the deterministic network
 * @param diagram         the reliability diagram of the first member's predictions
 * @param searchSeconds   that finding the masks took, for all members together, what was shared with others included
 * @param trainingSeconds that training the tickets took, likewise
 */
public record LevelCell(
        String method,
        int level,
        int kept,
        double density,
        Map<String, Double> layers,
        List<Quality> quality,
        List<DiagramPoint> diagram,
        double searchSeconds,
        double trainingSeconds) {
    public LevelCell {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
        quality = List.copyOf(quality);
        diagram = List.copyOf(diagram);
    }

    /** The mean over members. */
    public double mean(ToDoubleFunction<Quality> what) {
        return Spread.mean(quality, what);
    }

    /** Standard deviation between members (n - 1); NaN for one member. */
    public double deviation(ToDoubleFunction<Quality> what) {
        return Spread.deviation(quality, what);
    }
}
