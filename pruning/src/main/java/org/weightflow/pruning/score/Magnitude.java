package org.weightflow.pruning.score;

import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * |w|: of trained weights the score of the lottery tickets, of fresh ones a baseline that sees the initialisation alone. Cost O(n).
 *
 * @see <a href="https://arxiv.org/abs/1506.02626">Han et al. (2015)</a>
 */
public record Magnitude() implements SaliencyScore {
    @Override
    public double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed) {
        Candidates candidates = Candidates.of(data, weights, mask);
        return candidates.scores("magnitude", i -> Math.abs(candidates.point()[i]));
    }

    @Override
    public boolean readsData() {
        return false;
    }
}
