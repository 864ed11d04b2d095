package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;

/** What every gauge keeps to. */
final class GaugeContract {
    /** Of the root mean square of an entry: a few roundings to float32 of values some times larger than it. */
    static final double ROUNDING = 4e-6;

    private static final int ROWS = 8;

    private GaugeContract() {}

    /** The network that tests start from, and that gauge of it. */
    static StateDict requireContract(Architecture architecture, Gauge gauge, Seed seed) {
        StateDict weights = Planted.network(architecture, seed);
        StateDict chosen = gauge.apply(weights);
        requireSameFunction(architecture, weights, chosen);
        assertTrue(gauge.apply(weights).sameBits(chosen), "deterministic");
        assertEquals(0, Planted.difference(chosen, gauge.apply(chosen)), ROUNDING, "idempotent");
        Permutations moved = Permutations.random(architecture.symmetry(), seed.child("moved"));
        assertEquals(
                0,
                Planted.difference(
                        moved.apply(chosen, architecture.symmetry()),
                        gauge.apply(moved.apply(weights, architecture.symmetry()))),
                ROUNDING,
                "commutes with permutations");
        requireZerosStay(architecture, gauge, weights);
        return chosen;
    }

    static void requireSameFunction(Architecture architecture, StateDict weights, StateDict chosen) {
        float[] inputs = new float[ROWS * architecture.inputs()];
        SplittableRandom random = new Seed(77).random();
        for (int k = 0; k < inputs.length; k++) {
            inputs[k] = (float) random.nextGaussian();
        }
        new FunctionCheck(architecture, inputs, 2e-5).check(0, weights, chosen);
    }

    private static void requireZerosStay(Architecture architecture, Gauge gauge, StateDict weights) {
        Mask mask = mask(architecture.layout(), new Seed(3));
        StateDict sparse = mask.apply(weights);
        StateDict chosen = gauge.apply(sparse);
        assertTrue(mask.apply(chosen).sameBits(chosen), "zeros stay, with their sign");
        requireSameFunction(architecture, sparse, chosen);
    }

    /** About a third of the prunable values. */
    static Mask mask(Layout layout, Seed seed) {
        SplittableRandom random = seed.random();
        BitSet kept = new BitSet(layout.size());
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int k = layout.offset(e); k < layout.offset(e + 1); k++) {
                kept.set(k, !layout.entry(e).prunable() || random.nextInt(3) > 0);
            }
        }
        return Mask.of(layout, kept);
    }

    static Architecture architecture(String id) {
        return Architectures.parse(id);
    }
}
