package org.weightflow.pruning.method;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.selection.Selection;

/**
 * The levels of iterative magnitude pruning that lead to some targets. Where these are densities, the levels between two of them keep
 * equal fractions, as many as it takes to remove no more than a level's usual share.
 */
final class LevelPlan {
    private final List<Integer> kept;
    private final Targets targets;
    private final Selection selection;
    private final PruneConfig usual;

    /** @param usual the share that a level removes, and how where the targets are levels */
    LevelPlan(Targets targets, PruneConfig usual, Selection selection) {
        this.targets = targets;
        this.selection = selection;
        this.usual = usual;
        this.kept = targets.levels().isPresent()
                ? new MagnitudePruning(targets.levels().get().rule(), selection).keptByLevel()
                : path(targets.kept(), usual.fraction(), selection);
    }

    private static List<Integer> path(List<Integer> targets, double share, Selection selection) {
        List<Integer> path = new ArrayList<>();
        int before = selection.layout().prunableSize();
        path.add(before);
        for (int target : targets) {
            // What is spared takes no part; a hair of slack keeps 0.8^3 three levels.
            double ratio = (target - selection.spared()) / (double) (before - selection.spared());
            int levels = target == before ? 0 : (int) Math.ceil(Math.log(ratio) / Math.log(1 - share) - 1e-9);
            for (int level = 1; level <= levels; level++) {
                double part = Math.pow(ratio, level / (double) levels);
                int open = (int) Math.round((before - selection.spared()) * part);
                path.add(level == levels ? target : selection.spared() + open);
            }
            before = target;
        }
        return path;
    }

    /** Number of prunings. */
    int levels() {
        return targets.levels().isPresent()
                ? targets.levels().get().number().get(targets.count() - 1)
                : kept.size() - 1;
    }

    /** Kept values after so many prunings. */
    int kept(int level) {
        return kept.get(level);
    }

    /** The target that a level is, if it is one. */
    OptionalInt target(int level) {
        int target = targets.levels().isPresent()
                ? targets.levels().get().number().indexOf(level)
                : targets.kept().indexOf(kept.get(level));
        return target < 0 ? OptionalInt.empty() : OptionalInt.of(target);
    }

    /** The mask of the next level, by the magnitudes of networks that were trained under {@code mask}. */
    Mask next(int level, StateDict trained, Mask mask, BitSet protectedValues) {
        if (targets.levels().isPresent()) {
            return new MagnitudePruning(usual(), selection).prune(trained, mask, protectedValues);
        }
        return selection.select(MagnitudePruning.magnitudes(trained), mask, kept.get(level + 1), protectedValues);
    }

    private PruneConfig usual() {
        return targets.levels().map(Targets.Levels::rule).orElse(usual);
    }
}
