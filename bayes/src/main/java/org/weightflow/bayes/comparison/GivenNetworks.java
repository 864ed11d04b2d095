package org.weightflow.bayes.comparison;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * Networks from elsewhere that vote, such as those that a generator sampled.
 *
 * @param name            of this predictor in the report
 * @param networks        of the comparison's architecture
 * @param parameters      numbers that have to be stored
 * @param facts           what is known of them, such as their novelty
 * @param searchSeconds   that it took to come to what made them; NaN if not known
 * @param trainingSeconds that making them took after that; NaN if not known
 */
public record GivenNetworks(
        String name,
        List<StateDict> networks,
        long parameters,
        Map<String, Double> facts,
        double searchSeconds,
        double trainingSeconds) {
    public GivenNetworks {
        networks = List.copyOf(networks);
        Check.atLeast("networks", networks.size(), 1);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The values that have to be stored of networks under these masks, biases and normalisation included. */
    public static long parameters(List<Mask> masks) {
        return masks.stream().mapToLong(Predictor::stored).sum();
    }
}
