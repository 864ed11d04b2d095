package org.weightflow.canon.matching;

import java.util.Arrays;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/** Finds the member that {@link Reference#MEDOID} describes. */
final class Medoid {
    private final PairMatching matching;
    private final Symmetry symmetry;
    private final int sample;

    Medoid(PairMatching matching, Symmetry symmetry, int sample) {
        this.matching = matching;
        this.symmetry = symmetry;
        this.sample = sample;
    }

    /** The index of the member; the seed draws the sample, in which all members are when there are no more. */
    int of(Members members, Seed seed) {
        int[] drawn =
                Permutations.shuffled(members.count(), seed.child("sample").random());
        int[] candidates = Arrays.stream(drawn).limit(sample).sorted().toArray();
        StateDict[] weights =
                Arrays.stream(candidates).mapToObj(members::weights).toArray(StateDict[]::new);
        for (int i = 1; i < weights.length; i++) {
            weights[0].layout().requireSame(weights[i].layout(), "member " + candidates[i]);
        }
        double[] squares = Arrays.stream(weights)
                .mapToDouble(w -> WeightMatching.innerProduct(symmetry, w, w))
                .toArray();
        double[] spread = new double[candidates.length];
        for (int i = 0; i < candidates.length; i++) {
            for (int j = i + 1; j < candidates.length; j++) {
                Seed own = seed.child(candidates[i]).child(candidates[j]);
                double product = matching.match(weights[i], weights[j], own).objectiveAfter();
                double distance = squares[i] + squares[j] - 2 * product; // |w_i - P w_j|^2
                spread[i] += distance;
                spread[j] += distance;
            }
        }
        int nearest = 0;
        for (int i = 1; i < spread.length; i++) {
            nearest = spread[i] < spread[nearest] ? i : nearest;
        }
        return candidates[nearest];
    }
}
