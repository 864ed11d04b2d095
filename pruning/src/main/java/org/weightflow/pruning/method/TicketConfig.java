package org.weightflow.pruning.method;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Check;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

/**
 * Which tickets are looked for, and how.
 *
 * @param method  finds them
 * @param density kept fraction of the prunable values, in (0, 1]; empty for that of the last level of iterative pruning
 * @param scope   which weights compete with which; iterative pruning by levels has shares of its own and reads the spared entries only
 */
public record TicketConfig(TicketMethod method, Optional<Double> density, Scope scope) {
    public TicketConfig {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(scope, "scope");
        density.ifPresent(kept -> {
            Check.positive("density", kept);
            Check.closedInterval("density", kept, 0, 1);
        });
    }

    /** Iterative magnitude pruning, level by level, over all layers together. */
    public static TicketConfig defaults() {
        return new TicketConfig(new IterativeMagnitude(), Optional.empty(), Scope.global());
    }

    public TicketConfig withMethod(TicketMethod method) {
        return new TicketConfig(method, density, scope);
    }

    public TicketConfig withDensity(Optional<Double> density) {
        return new TicketConfig(method, density, scope);
    }

    public TicketConfig withScope(Scope scope) {
        return new TicketConfig(method, density, scope);
    }

    /** The one target of these settings. */
    public Targets targets(PruneConfig levels, Selection selection) {
        return density.map(kept -> Targets.ofDensities(List.of(kept), selection))
                .orElseGet(() -> Targets.ofLevels(levels, levels.levels(), selection));
    }
}
