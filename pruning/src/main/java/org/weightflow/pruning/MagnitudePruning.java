package org.weightflow.pruning;

import java.util.BitSet;
import org.weightflow.networks.LargestMagnitudes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * Removes the surviving values of smallest magnitude, an exact number of them.
 * <p>Of {@code alive} survivors in a scope, round((1 - fraction) * alive) stay, and at least one; among equal magnitudes the lower
 * (entry, index) stays.
 *
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019), section 2</a>
 */
public final class MagnitudePruning {
    private final PruneConfig config;

    public MagnitudePruning(PruneConfig config) {
        this.config = config;
    }

    /** The mask of the next level: within {@code current}, by the magnitudes of {@code weights}. */
    public Mask prune(StateDict weights, Mask current) {
        Layout layout = weights.layout();
        layout.requireSame(current.layout(), "the mask");
        config.requireFits(layout);
        float[] values = weights.toArray();
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new ArithmeticException(
                        "value " + i + " of the weights to prune is not a number; lower the learning rate");
            }
        }
        BitSet kept = current.toBitSet();
        BitSet candidates = new BitSet(layout.size());
        for (int e = 0; e < layout.entries().size(); e++) {
            if (!layout.entry(e).prunable()) {
                continue;
            }
            BitSet alive = current.toBitSet();
            alive.clear(0, layout.offset(e));
            alive.clear(layout.offset(e + 1), layout.size());
            if (config.scope() == PruneConfig.Scope.LAYER) {
                keepLargest(kept, values, alive, config.fractionOf(layout.entry(e)));
            } else {
                candidates.or(alive);
            }
        }
        if (config.scope() == PruneConfig.Scope.GLOBAL) {
            keepLargest(kept, values, candidates, config.fraction());
        }
        return Mask.of(layout, kept);
    }

    private static void keepLargest(BitSet kept, float[] values, BitSet alive, double fraction) {
        int count = alive.cardinality();
        int stay = count == 0 ? 0 : Math.max(1, (int) Math.round((1 - fraction) * count));
        kept.andNot(alive);
        kept.or(LargestMagnitudes.choose(values, alive, stay));
    }
}
