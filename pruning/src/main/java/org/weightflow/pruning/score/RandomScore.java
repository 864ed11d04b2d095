package org.weightflow.pruning.score;

import java.util.SplittableRandom;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Uniform draws from [0, 1), the control that any score must beat. Each entry draws from the child of the seed that bears its name,
 * for all its values: with one seed a value has the same score whatever the mask, so pruning in rounds comes to what pruning at once
 * does. Cost O(n).
 */
public record RandomScore() implements SaliencyScore {
    @Override
    public double[] score(ScoringData data, StateDict weights, Mask mask, Seed seed) {
        Candidates candidates = Candidates.of(data, weights, mask);
        double[] draws = draws(candidates.layout(), seed);
        return candidates.scores("random", i -> draws[i]);
    }

    private static double[] draws(Layout layout, Seed seed) {
        double[] draws = new double[layout.size()];
        for (int e = 0; e < layout.entries().size(); e++) {
            SplittableRandom random = seed.child(layout.entry(e).name()).random();
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                draws[i] = random.nextDouble();
            }
        }
        return draws;
    }

    @Override
    public boolean readsData() {
        return false;
    }
}
