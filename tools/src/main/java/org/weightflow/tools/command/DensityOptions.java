package org.weightflow.tools.command;

import java.util.Map;
import java.util.Optional;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.method.TicketMethods;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How tickets are found, and at which density. */
final class DensityOptions {
    @Mixin
    private TicketOptions tickets;

    @Option(
            names = "--density",
            paramLabel = "D",
            description = "Share of the prunable values that tickets keep, in (0, 1]; default what --levels leave.")
    private Double density;

    /** As {@link TicketOptions#requireScopeIsRead} for the method of these settings. */
    void requireScopeIsRead(TicketConfig found) {
        tickets.requireScopeIsRead(
                Map.of(TicketMethods.name(found.method()), found.method()),
                found.density().isEmpty());
    }

    /**
     * The settings with what was given laid over them; levels put the settings' density out of force.
     *
     * @throws IllegalArgumentException if both a density and levels were given
     */
    CollectConfig over(CollectConfig start) {
        if (density != null && tickets.hasLevels()) {
            throw new IllegalArgumentException("--density and --levels exclude each other");
        }
        CollectConfig collect = tickets.over(start);
        TicketConfig found = collect.tickets();
        found = density == null ? found : found.withDensity(Optional.of(density));
        return collect.withTickets(tickets.hasLevels() ? found.withDensity(Optional.empty()) : found);
    }
}
