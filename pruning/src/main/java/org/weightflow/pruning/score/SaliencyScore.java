package org.weightflow.pruning.score;

import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineWorkers;

/**
 * How strongly each weight of a network argues to be kept: the larger, the more. Pure: no thresholds, no masking, nothing changed.
 * <p>There is one score a value of the layout's flat vector. Only the <em>candidates</em>, values of prunable entries that the mask
 * keeps, have one; all others have 0. Weights that the mask prunes count as zero, whatever they hold. What the layout does not call
 * prunable, biases and scales among it, is part of the function but never ranked.
 * <p>How many values stay, in how many rounds and in what scope is up to who calls.
 */
public sealed interface SaliencyScore permits Magnitude, Snip, Grasp, SynFlow {
    /**
     * The scores of one network.
     *
     * @param seed of the draws, if there are any
     * @return {@code [layout size]}, a fresh array; all finite
     * @throws IllegalArgumentException if weights or mask have another layout than the architecture, or the examples do not
     *                                  suffice
     * @throws ArithmeticException      if a score is not finite, naming entry and value
     */
    double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed);

    /**
     * Finds out before a search whether there is enough to score by.
     *
     * @throws IllegalArgumentException if the examples do not suffice
     */
    default void requireEnough(ScoringData data) {}

    /** Whether the examples matter, rather than the architecture alone. */
    boolean readsData();

    /**
     * The scores of several networks, one job a network: the same to the last bit on any number of threads.
     *
     * @param masks one a network
     * @param seeds one a network
     * @throws IllegalArgumentException as {@link #score}, or if there are fewer or more masks or seeds than networks
     * @throws ArithmeticException      as {@link #score}, naming the network
     */
    default List<double[]> scores(ScoringData data, List<StateDict> weights, List<Mask> masks, List<Seed> seeds) {
        if (masks.size() != weights.size() || seeds.size() != weights.size()) {
            throw new IllegalArgumentException(
                    masks.size() + " masks and " + seeds.size() + " seeds for " + weights.size() + " networks");
        }
        double[][] scores = new double[weights.size()][];
        EngineWorkers.forEach(scores.length, p -> {
            try {
                scores[p] = score(data, weights.get(p), masks.get(p), seeds.get(p));
            } catch (ArithmeticException e) {
                throw (ArithmeticException)
                        new ArithmeticException("network " + p + ": " + e.getMessage()).initCause(e);
            }
        });
        return List.of(scores);
    }
}
