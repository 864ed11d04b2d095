package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class DivergenceTest {
    /** fc1.weight [2, 3] at 0..5, fc1.bias at 6..7. */
    private static final Layout LAYOUT = Mlp.of(3, 2).layout();

    private static final StateDict MEANS = StateDict.of(LAYOUT, new float[] {0.5f, 1, 0, 0, 9, 9, 9, 9});
    private static final StateDict DEVIATIONS = StateDict.of(LAYOUT, new float[] {0.1f, 2, 1, 0.01f, 3, 0, 0, 0});

    /** The reference values 1.932585, 1.306853, 0 and 4.105220; the fifth weight is pruned, the others are points. */
    @Test
    void sumsOverTheWeightsThatAreThereAndNoPoints() {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        kept.clear(4);
        Posterior posterior = Posterior.masked(MEANS, DEVIATIONS, Mask.of(LAYOUT, kept));
        assertEquals(1.932585 + 1.306853 + 0 + 4.105220, Divergence.of(posterior, NormalPrior.defaults()), 2e-6);
        double dense = Divergence.of(Posterior.masked(MEANS, DEVIATIONS, Mask.dense(LAYOUT)), NormalPrior.defaults());
        // log(1 / 3) + (81 + 9) / 2 - 1 / 2 of the fifth
        assertEquals(1.932585 + 1.306853 + 4.105220 - Math.log(3) + 44.5, dense, 2e-6);
        assertEquals(0, Divergence.of(Posterior.point(MEANS, Mask.dense(LAYOUT)), NormalPrior.defaults()));
    }
}
