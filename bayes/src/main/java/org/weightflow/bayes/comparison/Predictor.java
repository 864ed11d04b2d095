package org.weightflow.bayes.comparison;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Networks whose mean prediction is one prediction.
 *
 * @param count      how many
 * @param networks   the i-th
 * @param parameters numbers that have to be stored for them
 * @param facts      what is known of this one alone
 */
record Predictor(int count, IntFunction<StateDict> networks, long parameters, Map<String, Double> facts) {
    static Predictor of(List<StateDict> networks, long parameters, Map<String, Double> facts) {
        return new Predictor(networks.size(), networks::get, parameters, facts);
    }

    /** One network. */
    static Predictor of(StateDict network, Mask mask) {
        return of(List.of(network), stored(mask), Map.of());
    }

    /** Draws of a posterior. */
    static Predictor of(Posterior posterior, int draws, Seed seed, Map<String, Double> facts) {
        return new Predictor(
                draws, i -> posterior.draw(seed.child(i)), stored(posterior.mask()) + posterior.uncertain(), facts);
    }

    /** Learnable values that a mask leaves. */
    static long stored(Mask mask) {
        Layout layout = mask.layout();
        return (long) layout.learnableSize() - layout.prunableSize() + mask.keptPrunable();
    }
}
