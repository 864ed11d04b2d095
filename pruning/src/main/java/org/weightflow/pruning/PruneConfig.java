package org.weightflow.pruning;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;

/**
 * Iterative magnitude pruning: how often, how much, and over which scope.
 *
 * @param levels         how often is pruned; level 0 is dense
 * @param fraction       share of the surviving values that a level removes
 * @param scope          what competes with what
 * @param entryFractions other shares for single entries; only with {@link Scope#LAYER}
 */
public record PruneConfig(int levels, double fraction, Scope scope, Map<String, Double> entryFractions) {
    /** What competes with what. */
    public enum Scope {
        /** All prunable values together. */
        GLOBAL,
        /** The values of each entry among themselves. */
        LAYER
    }

    public PruneConfig {
        Check.atLeast("levels", levels, 0);
        Check.openInterval("fraction", fraction, 0, 1);
        Objects.requireNonNull(scope, "scope");
        entryFractions = Collections.unmodifiableMap(new TreeMap<>(entryFractions));
        entryFractions.forEach((entry, share) -> Check.halfOpenInterval("fraction of " + entry, share, 0, 1));
        if (scope == Scope.GLOBAL && !entryFractions.isEmpty()) {
            throw new IllegalArgumentException(
                    "entryFractions " + entryFractions + " need scope layer: with scope global all entries compete");
        }
    }

    /** 20 % a level over all layers together, eight levels (density 0.168): the rate of Frankle and Carbin (2019). */
    public static PruneConfig defaults() {
        return new PruneConfig(8, 0.2, Scope.GLOBAL, Map.of());
    }

    public PruneConfig withLevels(int levels) {
        return new PruneConfig(levels, fraction, scope, entryFractions);
    }

    public PruneConfig withScope(Scope scope) {
        return new PruneConfig(levels, fraction, scope, entryFractions);
    }

    /** @throws IllegalArgumentException if a share is given for an entry that is not there or not prunable */
    public void requireFits(Layout layout) {
        for (String entry : entryFractions.keySet()) {
            if (!layout.entry(layout.indexOf(entry)).prunable()) {
                throw new IllegalArgumentException(entry + ": entryFractions names an entry that is not prunable");
            }
        }
    }

    /** The share that a level removes of the survivors of that entry. */
    double fractionOf(Layout.Entry entry) {
        return entryFractions.getOrDefault(entry.name(), fraction);
    }
}
