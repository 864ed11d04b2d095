package org.weightflow.pruning.method;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.selection.Selection;

/**
 * How many values tickets are to keep.
 *
 * @param kept   of all prunable entries, falling
 * @param levels where the targets are levels of iterative pruning: its rule, and for each target the level, from 0; the kept counts
 *               are then those that the rule gives
 */
public record Targets(List<Integer> kept, Optional<Levels> levels) {
    /**
     * Levels of iterative pruning.
     *
     * @param rule   how a level prunes
     * @param number the level of each target
     */
    public record Levels(PruneConfig rule, List<Integer> number) {
        public Levels {
            number = List.copyOf(number);
        }
    }

    public Targets {
        kept = List.copyOf(kept);
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("there is no density or level to find tickets at; give at least one");
        }
        for (int t = 1; t < kept.size(); t++) {
            if (kept.get(t) >= kept.get(t - 1)) {
                throw new IllegalArgumentException("kept counts " + kept + " do not fall");
            }
        }
    }

    /**
     * Densities, in any order.
     *
     * @throws IllegalArgumentException if there are none, one cannot be reached, or two keep the same number
     */
    public static Targets ofDensities(List<Double> densities, Selection selection) {
        return new Targets(
                densities.stream()
                        .sorted(Comparator.reverseOrder())
                        .map(selection::kept)
                        .toList(),
                Optional.empty());
    }

    /**
     * Levels of iterative pruning.
     *
     * @param numbers rising, from 0, which is dense, to the last of the rule
     * @throws IllegalArgumentException if one is not a level, or they do not rise
     */
    public static Targets ofLevels(PruneConfig rule, List<Integer> numbers, Selection selection) {
        List<Integer> all = new MagnitudePruning(rule, selection).keptByLevel();
        for (int number : numbers) {
            if (number < 0 || number > rule.levels()) {
                throw new IllegalArgumentException("level " + number + " is not in [0, " + rule.levels() + "]");
            }
        }
        return new Targets(numbers.stream().map(all::get).toList(), Optional.of(new Levels(rule, numbers)));
    }

    /**
     * Every level from {@code first} to the last of the rule.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Targets ofLevels(PruneConfig rule, int first, Selection selection) {
        return ofLevels(
                rule, IntStream.rangeClosed(first, rule.levels()).boxed().toList(), selection);
    }

    public int count() {
        return kept.size();
    }

    /** Kept values of the sparsest target. */
    public int last() {
        return kept.get(kept.size() - 1);
    }

    /** The density of a target. */
    public double density(int target, Layout layout) {
        return kept.get(target) / (double) layout.prunableSize();
    }
}
