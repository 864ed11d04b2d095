package org.weightflow.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

/**
 * Removes a share of the surviving values, those of smallest magnitude, an exact number of them.
 * <p>Of {@code alive} survivors in a scope, round((1 - fraction) * alive) stay, and at least one of each layer; among equal magnitudes
 * the lower (entry, index) stays. Spared entries stay whole and do not count among the survivors.
 *
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019), section 2</a>
 */
public final class MagnitudePruning {
    private final PruneConfig config;
    private final Selection selection;

    /**
     * @param config    share, and whether it is of all values together or of each entry's
     * @param selection of the layout, for the entries that it spares; its shares are not read
     * @throws IllegalArgumentException if a share is given for an entry that is not there or not prunable
     */
    public MagnitudePruning(PruneConfig config, Selection selection) {
        config.requireFits(selection.layout());
        this.config = config;
        this.selection = new Selection(selection.layout(), Scope.global().withSpared(selection.sparedPatterns()));
    }

    /** As {@link #MagnitudePruning(PruneConfig, Selection)} where nothing is spared. */
    public static MagnitudePruning of(PruneConfig config, Layout layout) {
        return new MagnitudePruning(config, new Selection(layout, Scope.global()));
    }

    /** The scores that magnitude gives: |w| of each value of the flat vector. */
    public static double[] magnitudes(StateDict weights) {
        float[] values = weights.toArray();
        double[] magnitudes = new double[values.length];
        Arrays.setAll(magnitudes, i -> Math.abs(values[i]));
        return magnitudes;
    }

    /**
     * The mask of the next level: within {@code current}, by the magnitudes of {@code weights}.
     *
     * @throws ArithmeticException if a weight is not a number, naming its entry
     */
    public Mask prune(StateDict weights, Mask current) {
        return prune(weights, current, new BitSet());
    }

    /** As {@link #prune(StateDict, Mask)}, but values that are protected are kept before all others. */
    public Mask prune(StateDict weights, Mask current, BitSet protectedValues) {
        weights.layout().requireSame(current.layout(), "the mask");
        return prune(magnitudes(weights), current, protectedValues);
    }

    /** As {@link #prune(StateDict, Mask, BitSet)} by scores of another kind, one a value of the flat vector. */
    public Mask prune(double[] scores, Mask current, BitSet protectedValues) {
        Layout layout = current.layout();
        if (config.scope() == PruneConfig.Scope.LAYER) {
            int[] alive = new int[layout.entries().size()];
            Arrays.setAll(alive, current::kept);
            return selection.select(scores, current, stay(alive), protectedValues);
        }
        int open = current.keptPrunable() - selection.spared();
        return selection.select(scores, current, selection.spared() + stay(open), protectedValues);
    }

    private int stay(int open) {
        return Math.max(selection.layers(), (int) Math.round((1 - config.fraction()) * open));
    }

    private int[] stay(int[] alive) {
        Layout layout = selection.layout();
        int[] stay = new int[alive.length];
        Arrays.setAll(
                stay,
                e -> alive[e] == 0
                        ? 0
                        : Math.max(1, (int) Math.round((1 - config.fractionOf(layout.entry(e))) * alive[e])));
        return stay;
    }

    /** Kept values of all prunable entries at each level, from level 0 on: arithmetic, since every count is exact. */
    public List<Integer> keptByLevel() {
        Layout layout = selection.layout();
        List<Integer> kept = new ArrayList<>();
        int[] alive = new int[layout.entries().size()];
        BitSet open = selection.open();
        Arrays.setAll(
                alive, e -> open.get(layout.offset(e), layout.offset(e + 1)).cardinality());
        int together = open.cardinality();
        for (int level = 0; level <= config.levels(); level++) {
            kept.add(selection.spared()
                    + (config.scope() == PruneConfig.Scope.LAYER
                            ? Arrays.stream(alive).sum()
                            : together));
            alive = stay(alive);
            together = stay(together);
        }
        return kept;
    }
}
